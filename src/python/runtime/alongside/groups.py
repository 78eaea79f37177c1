"""What lists, dictionaries and sets of answers have in common: how they are gathered.

Public path: `docassemble.base.util`. Behaviour after docassemble's documentation.
"""

from alongside import session
from alongside.group_actions import button
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

    def _complete(self, item, complete_attribute=None):
        names = complete_attribute or self.complete_attribute
        if names is None or not isinstance(item, DAObject):
            str(item)
            return
        for name in [names] if isinstance(names, str) else names:
            part = item
            for step in name.split('.'):
                part = getattr(part, step)

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
            present.gathering.setdefault(self.instanceName, present.depth)
        self._gather(**options)
        if present is not None:
            present.gathering.pop(self.instanceName, None)
        self.hook_on_gather()
        self.gathered = True
        self.revisit = True
        self.hook_after_gather()
        return True

    def hook_on_gather(self):
        pass

    def hook_after_gather(self):
        pass

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

    def _pairs(self):
        return list(enumerate(self._items()))

    def _is_complete(self, item, complete_attribute=None):
        try:
            self._complete(item, complete_attribute)
        except (NameError, AttributeError, LookupError):
            return False
        return True

    def add_action(self, label=None, url_only=False, color='secondary', size='sm', **options):
        from alongside.functions import url_action
        from alongside.words import word

        url = url_action('_da_list_add', list=self.instanceName)
        label = word(label or ('Add another' if self.elements else 'Add an item'))
        return url if url_only else button(url, label, color, size, **options)

    def item_actions(self, item, index, *attributes, edit=True, delete=True, **options):
        from alongside.functions import url_action
        from alongside.words import word

        target = {'list': self.instanceName, 'item': index}
        change = url_action('_da_list_edit', **target, attributes=list(attributes))
        remove = url_action('_da_list_remove', **target)
        if options.get('edit_url_only'):
            return change
        if options.get('delete_url_only'):
            return remove
        delete = delete and len(self.elements) > int(self.minimum_number or 0)
        name = str(item) if self._is_complete(item) else str(index)
        made = []
        if edit:
            made.append(button(change, word('Edit'), 'secondary', 'sm', name=f'{word("Edit")} {name}') + ' ')
        if delete:
            made.append(button(remove, word('Delete'), 'danger', 'sm', name=f'{word("Delete")} {name}'))
        return ''.join(made)

    def does_verb(self, verb, **options):
        from alongside.words import verb_present

        return verb_present(verb, person=3, count=self.number())

    def quantity_noun(self, *words, **options):
        from alongside.words import quantity_noun

        return quantity_noun(self.number(), *words, **options)

    def as_singular_noun(self):
        from alongside.words import noun_singular

        return noun_singular(self.object_name())

    def as_noun(self, *words, plural=False, singular=False, **options):
        from alongside.words import noun_plural, noun_singular

        word = words[0] if words else self.object_name()
        is_one = singular or not plural and self.number() == 1
        return word_of(noun_singular(word) if is_one else noun_plural(word), options)

    def possessive(self, target, **options):
        from alongside.words import possessify

        return word_of(possessify(self.as_noun(), target), options)

    def pronoun_objective(self, **options):
        return word_of('them' if self.number() != 1 else 'it', options)

    def pronoun_subjective(self, **options):
        return word_of('they' if self.number() != 1 else 'it', options)

    def pronoun_possessive(self, target, **options):
        return word_of(f"{'their' if self.number() != 1 else 'its'} {target}", options)

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

    def _gather(self, number=None, minimum=None, complete_attribute=None, **options):
        minimum = self.minimum_number if minimum is None else minimum
        if number is None and self.ask_number:
            number = int(self.target_number)
        if not self.elements and number is None and not minimum and not self.there_are_any:
            return
        wanted = max(int(minimum or 0), 1, self.__dict__.get('wanted_number', 0)) if number is None else number
        while True:
            while len(self.elements) < wanted:
                # What is in it already makes it no larger: then it is asked for again.
                self.add(self.new_item)
                del self.new_item
            if number is not None or not self.there_is_another:
                return
            wanted = self.wanted_number = len(self.elements) + 1
            del self.there_is_another

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
