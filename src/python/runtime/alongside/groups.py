"""What lists, dictionaries and sets of answers have in common: how they are gathered.

Public path: `docassemble.base.util`. Behaviour after docassemble's documentation.
"""

from alongside import session
from alongside.objects import (
    DAIndexError,
    DAObject,
    DAObjectPlusParameters,
    make,
    public,
    unwrapped,
    word_of,
)


class Group(DAObject):
    """What lists, dictionaries and sets have in common: gathering."""

    da_group = True

    def init(self, *arguments, **parameters):
        self.auto_gather = parameters.pop('auto_gather', True)
        self.ask_number = parameters.pop('ask_number', False)
        self.minimum_number = parameters.pop('minimum_number', None)
        self.object_type = parameters.pop('object_type', None)
        self.object_type_parameters = {}
        if isinstance(self.object_type, DAObjectPlusParameters):
            self.object_type_parameters = self.object_type.parameters
            self.object_type = self.object_type.kind
        self.complete_attribute = parameters.pop('complete_attribute', None)
        self.ask_object_type = parameters.pop('ask_object_type', False)
        super().init(*arguments, **parameters)

    def _new(self, name):
        kind = self.object_type
        if kind is None:
            raise DAIndexError(name)
        return make(kind, name, self.object_type_parameters)

    def _complete(self, item):
        names = self.complete_attribute
        if isinstance(item, DAObject):
            if names is None:
                str(item)
            else:
                for name in [names] if isinstance(names, str) else names:
                    getattr(item, name)

    def number(self):
        self._trigger()
        return len(self.elements)

    total = number

    def number_gathered(self, if_started=False):
        return len(self.elements)

    def number_as_word(self):
        from alongside.words import nice_number

        return nice_number(self.number())

    def current_index(self):
        return len(self.elements)

    def has_been_gathered(self):
        return 'gathered' in self.__dict__

    def is_empty(self):
        self._trigger()
        return len(self.elements) == 0

    def gathering_started(self):
        return bool(self.elements) or 'gathered' in self.__dict__ or 'there_are_any' in self.__dict__

    def gather(self, **options):
        """Asks for what is missing. While it is at it, texts may show what there is so far."""
        if 'gathered' in self.__dict__:
            return True
        present = session.present_or_none()
        if present is not None:
            present.gathering.add(self.instanceName)
        self._gather(**options)
        if present is not None:
            present.gathering.discard(self.instanceName)
        self.gathered = True
        self.revisit = True
        return True

    def _trigger(self):
        if 'gathered' in self.__dict__:
            return
        present = session.present_or_none()
        if present is not None and self.instanceName in present.gathering:
            return
        if self.__dict__.get('auto_gather', True):
            self.gather()
        else:
            self.gathered

    def comma_and_list(self, *arguments, **options):
        from alongside.words import comma_and_list

        self._trigger()
        return comma_and_list(list(self._items()), **options)

    def reset_gathered(self, recursive=False, only_if_empty=False, mark_incomplete=False):
        if only_if_empty and self.elements:
            return
        for name in ('gathered', 'there_is_another', 'wanted_number'):
            self.__dict__.pop(name, None)
        if not self.elements:
            self.__dict__.pop('there_are_any', None)

    def gathered_and_complete(self):
        self._trigger()
        for item in self._items():
            self._complete(item)
        return True

    def does_verb(self, verb, **options):
        from alongside.words import verb_present

        return verb_present(verb, person=3, count=self.number())

    def as_singular_noun(self):
        from alongside.words import noun_singular

        return noun_singular(self.object_name())

    def as_noun(self, *words, **options):
        from alongside.words import noun_plural, noun_singular

        word = words[0] if words else self.object_name()
        return noun_singular(word) if self.number() == 1 else noun_plural(word)

    def pronoun_objective(self, **options):
        return word_of('them' if self.number() != 1 else 'it', options)

    def pronoun_subjective(self, **options):
        return word_of('they' if self.number() != 1 else 'it', options)

    def __len__(self):
        self._trigger()
        return len(self.elements)

    def __bool__(self):
        self._trigger()
        return bool(self.elements)

    def __str__(self):
        return self.comma_and_list()

    def __repr__(self):
        self._trigger()
        return repr(self.elements)


@public
class DASet(Group):
    def init(self, *arguments, **parameters):
        self.elements = set()
        given = parameters.pop('elements', arguments[0] if arguments else None)
        super().init(**parameters)
        if given is not None:
            self.elements.update(unwrapped(given))
            self.gathered = True

    def _items(self):
        return sorted(self.elements, key=str)

    def _gather(self, **options):
        pass

    def add(self, *items):
        for item in items:
            several = hasattr(item, '__iter__') and not isinstance(item, str)
            self.elements.update(unwrapped(item) if several else [item])

    def discard(self, item):
        self.elements.discard(item)

    def remove(self, item):
        self.elements.remove(item)

    def union(self, other):
        return DASet(self.instanceName, elements=self.elements | set(unwrapped(other)))

    def intersection(self, other):
        return DASet(self.instanceName, elements=self.elements & set(unwrapped(other)))

    def difference(self, other):
        return DASet(self.instanceName, elements=self.elements - set(unwrapped(other)))

    def __iter__(self):
        self._trigger()
        return iter(self._items())

    def __contains__(self, item):
        self._trigger()
        return item in self.elements

    __hash__ = DAObject.__hash__
