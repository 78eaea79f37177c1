"""Objects that know the name of the variable they are in, so that what they lack can be asked for.

Public path: `docassemble.base.util`. Behaviour after docassemble's documentation.
"""

import copy
import datetime

PUBLIC = 'docassemble.base.util'


class DAAttributeError(AttributeError):
    def __init__(self, name):
        super().__init__(f"name '{name}' is not defined")
        self.da_name = name


class DAIndexError(IndexError):
    def __init__(self, name):
        super().__init__(f"name '{name}' is not defined")
        self.da_name = name


class DANameError(NameError):
    """Raised to have a variable asked for by its name."""

    def __init__(self, name):
        super().__init__(f"name '{name}' is not defined")
        self.da_name = name


def public(kind):
    kind.__module__ = PUBLIC
    return kind


def unwrapped(value):
    """The plain list, dict or set inside of one of ours."""
    return value.elements if isinstance(value, (DAList, DADict, DASet)) else value


@public
class DAObjectPlusParameters:
    """What `Class.using(...)` gives: made into an object when its name is known."""

    def __init__(self, kind, parameters):
        self.kind = kind
        self.parameters = parameters

    def using(self, **parameters):
        return DAObjectPlusParameters(self.kind, {**self.parameters, **parameters})

    def create(self, name):
        return self.kind(name, **self.parameters)


@public
class DAObject:
    da_object = True

    @classmethod
    def using(cls, **parameters):
        return DAObjectPlusParameters(cls, parameters)

    def __init__(self, *arguments, **parameters):
        name = arguments[0] if arguments else parameters.pop('instanceName', 'unnamed_object')
        self.instanceName = str(name)
        self.attrList = []
        self.init(*arguments[1:], **parameters)

    def init(self, *arguments, **parameters):
        for name, value in parameters.items():
            setattr(self, name, value)

    def __getattr__(self, name):
        if name.startswith('_') or 'instanceName' not in self.__dict__:
            raise AttributeError(name)
        raise DAAttributeError(f'{self.instanceName}.{name}')

    def initializeAttribute(self, name, kind, **parameters):
        if name not in self.__dict__:
            self.reInitializeAttribute(name, kind, **parameters)
        return getattr(self, name)

    def reInitializeAttribute(self, name, kind, **parameters):
        made = _make(kind, f'{self.instanceName}.{name}', parameters)
        setattr(self, name, made)
        if name not in self.attrList:
            self.attrList.append(name)
        return made

    def attribute_defined(self, name):
        return hasattr(self, name)

    def attr(self, name):
        return getattr(self, name, None)

    def attr_name(self, name):
        return f'{self.instanceName}.{name}'

    def delattr(self, *names):
        for name in names:
            self.__dict__.pop(name, None)

    def object_name(self):
        return self.instanceName.split('.')[-1].replace('_', ' ')

    def object_possessive(self, target):
        from alongside.words import possessify

        return possessify(self.object_name(), target)

    def set_instance_name(self, name):
        self.instanceName = name

    def fix_instance_name(self, old, new):
        rename(self, old, new, set())

    def copy_shallow(self, name):
        made = copy.copy(self)
        made.instanceName = name
        return made

    def copy_deep(self, name):
        made = copy.deepcopy(self)
        rename(made, self.instanceName, name, set())
        return made

    def as_serializable(self):
        from alongside.functions import serializable

        return serializable(self)

    def pronoun_objective(self, **options):
        return _word('it', options)

    def pronoun_subjective(self, **options):
        return _word('it', options)

    def pronoun_possessive(self, target, **options):
        return _word(f'its {target}', options)

    def pronoun(self, **options):
        return _word('it', options)

    def __str__(self):
        return self.object_name()

    def __eq__(self, other):
        if isinstance(other, DAObject):
            return self.instanceName == other.instanceName
        return NotImplemented

    def __hash__(self):
        return hash((self.instanceName,))

    def __lt__(self, other):
        return str(self) < str(other)


def _word(text, options):
    return text[:1].upper() + text[1:] if options.get('capitalize') else text


def _make(kind, name, parameters):
    if isinstance(kind, DAObjectPlusParameters):
        return kind.kind(name, **{**kind.parameters, **parameters})
    return kind(name, **parameters)


def rename(value, old, new, seen):
    """Gives an object and all that it owns a new name."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, DAObject):
        if value.instanceName == old or value.instanceName.startswith((old + '.', old + '[')):
            value.instanceName = new + value.instanceName[len(old) :]
        for part in list(value.__dict__.values()):
            rename(part, old, new, seen)
    elif isinstance(value, (list, tuple, set)):
        for part in value:
            rename(part, old, new, seen)
    elif isinstance(value, dict):
        for part in value.values():
            rename(part, old, new, seen)


class _Group(DAObject):
    """What lists, dictionaries and sets have in common: gathering."""

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
        return _make(kind, name, self.object_type_parameters)

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

    def _trigger(self):
        if 'gathered' in self.__dict__:
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
        for name in ('gathered', 'there_is_another', 'there_is_one_other'):
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
        return _word('them' if self.number() != 1 else 'it', options)

    def pronoun_subjective(self, **options):
        return _word('they' if self.number() != 1 else 'it', options)

    def __len__(self):
        self._trigger()
        return len(self.elements)

    def __bool__(self):
        self._trigger()
        return bool(self.elements)

    def __str__(self):
        return self.comma_and_list()


@public
class DAList(_Group):
    def init(self, *arguments, **parameters):
        self.elements = []
        given = parameters.pop('elements', arguments[0] if arguments else None)
        super().init(**parameters)
        if given is not None:
            for item in unwrapped(given):
                self.append(item)
            if 'gathered' not in self.__dict__ and parameters.get('gathered') is not False:
                self.gathered = True
                self.revisit = True

    def _items(self):
        return self.elements

    def append(self, *items, set_instance_name=False):
        for item in items:
            name = f'{self.instanceName}[{len(self.elements)}]'
            if isinstance(item, DAObject) and (set_instance_name or item.instanceName == 'unnamed_object'):
                rename(item, item.instanceName, name, set())
            self.elements.append(item)
        self.there_are_any = True

    def appendObject(self, *kinds, **parameters):
        name = f'{self.instanceName}[{len(self.elements)}]'
        kind = kinds[0] if kinds else self.object_type or DAObject
        made = _make(kind, name, {**self.object_type_parameters, **parameters})
        self.elements.append(made)
        self.there_are_any = True
        return made

    def gather(self, number=None, item_object_type=None, minimum=None, complete_attribute=None):
        if 'gathered' in self.__dict__:
            return True
        if item_object_type is not None:
            self.object_type = item_object_type
        if complete_attribute is not None:
            self.complete_attribute = complete_attribute
        minimum = self.minimum_number if minimum is None else minimum
        for item in list(self.elements):
            self._complete(item)
        if number is None and self.ask_number:
            number = int(self.target_number)
        if number is not None:
            while len(self.elements) < number:
                self._add()
        else:
            if not self.elements and not minimum:
                if not self.there_are_any:
                    self.gathered = True
                    return True
            while len(self.elements) < max(int(minimum or 0), 1):
                self._add()
            while self.there_is_another:
                del self.there_is_another
                self._add()
        for item in self.elements:
            self._complete(item)
        self.gathered = True
        self.revisit = True
        return True

    def _add(self):
        name = f'{self.instanceName}[{len(self.elements)}]'
        if self.object_type is None:
            raise DAIndexError(name)
        self.appendObject()
        self._complete(self.elements[-1])

    def first(self):
        return self[0]

    def last(self):
        self._trigger()
        return self.elements[-1]

    def item(self, index):
        self._trigger()
        return self.elements[index] if index < len(self.elements) else DAEmpty()

    def extend(self, items):
        self.elements.extend(unwrapped(items))

    def insert(self, index, item):
        self.elements.insert(index, item)
        self._renumber()

    def pop(self, *arguments):
        item = self.elements.pop(*arguments)
        self._renumber()
        return item

    def remove(self, *items):
        for item in items:
            if item in self.elements:
                self.elements.remove(item)
        self._renumber()

    def clear(self):
        self.elements.clear()

    def index(self, *arguments):
        self._trigger()
        return self.elements.index(*arguments)

    def count(self, item):
        self._trigger()
        return self.elements.count(item)

    def sort(self, **options):
        self.elements.sort(**options)
        self._renumber()
        return self

    def reverse(self):
        self.elements.reverse()
        self._renumber()

    def filter(self, *arguments, **attributes):
        self._trigger()
        kept = [
            item
            for item in self.elements
            if all(getattr(item, name) == value for name, value in attributes.items())
        ]
        return DAList(self.instanceName, elements=kept, object_type=self.object_type)

    def complete_elements(self, complete_attribute=None):
        name = complete_attribute or self.complete_attribute
        return DAList(
            self.instanceName,
            elements=[item for item in self.elements if name is None or hasattr(item, name)],
        )

    def _renumber(self):
        for number, item in enumerate(self.elements):
            name = f'{self.instanceName}[{number}]'
            if isinstance(item, DAObject) and item.instanceName.startswith(self.instanceName + '['):
                rename(item, item.instanceName, name, set())

    def __getitem__(self, index):
        if isinstance(index, slice):
            return self.elements[index]
        try:
            return self.elements[index]
        except IndexError:
            if self.object_type is not None and not self.has_been_gathered() and index >= 0:
                while len(self.elements) <= index:
                    self.appendObject()
                return self.elements[index]
            raise DAIndexError(f'{self.instanceName}[{index}]') from None

    def __setitem__(self, index, value):
        if isinstance(index, int):
            while len(self.elements) <= index:
                self.elements.append(None)
        self.elements[index] = value
        self.there_are_any = True

    def __delitem__(self, index):
        del self.elements[index]
        self._renumber()

    def __iter__(self):
        self._trigger()
        return iter(self.elements)

    def __contains__(self, item):
        self._trigger()
        return item in self.elements

    def __add__(self, other):
        self._trigger()
        return DAList(self.instanceName, elements=self.elements + list(unwrapped(other)))

    __hash__ = DAObject.__hash__


@public
class DADict(_Group):
    def init(self, *arguments, **parameters):
        self.elements = self._empty()
        given = parameters.pop('elements', arguments[0] if arguments else None)
        keys = parameters.pop('keys', None)
        super().init(**parameters)
        if given is not None:
            self.elements.update(unwrapped(given))
            self.gathered = True
        if keys is not None:
            self.new(keys)

    def _empty(self):
        return {}

    def _items(self):
        return self.elements.keys()

    def new(self, *names, **parameters):
        for name in names:
            for key in [name] if isinstance(name, str) else unwrapped(name):
                self.initializeObject(key)
        self.there_are_any = True

    def initializeObject(self, key, kind=None, **parameters):
        kind = kind or self.object_type or DAObject
        name = f'{self.instanceName}[{key!r}]'
        self.elements[key] = _make(kind, name, {**self.object_type_parameters, **parameters})
        return self.elements[key]

    def gather(self, item_object_type=None, number=None, minimum=None, complete_attribute=None, keys=None):
        if 'gathered' in self.__dict__:
            return True
        if item_object_type is not None:
            self.object_type = item_object_type
        if complete_attribute is not None:
            self.complete_attribute = complete_attribute
        minimum = self.minimum_number if minimum is None else minimum
        for key in list(self.elements):
            self._element(key)
        if number is None and self.ask_number:
            number = int(self.target_number)
        if not self.elements and number is None and not minimum:
            if not self.there_are_any:
                self.gathered = True
                return True
        while len(self.elements) < max(int(number or minimum or 0), 1):
            self._add()
        while number is None and self.there_is_another:
            del self.there_is_another
            self._add()
        self.gathered = True
        self.revisit = True
        return True

    def _add(self):
        key = str(self.new_item_name)
        if self.object_type is None:
            self.elements[key] = self.new_item_value
            del self.new_item_value
        else:
            self.initializeObject(key)
        del self.new_item_name
        self._element(key)

    def _element(self, key):
        self._complete(self.elements[key])

    def _chosen(self, wanted):
        self._trigger()
        return [key for key, value in self.elements.items() if bool(value) is wanted]

    def true_values(self, insertion_order=False):
        return self._listed(self._chosen(True))

    def false_values(self, insertion_order=False):
        return self._listed(self._chosen(False))

    def _listed(self, keys):
        return DAList(self.instanceName, elements=keys, auto_gather=False, gathered=True)

    def all_true(self, *keys, exclusive=False):
        chosen = self._chosen(True)
        if not keys:
            return len(chosen) == len(self.elements)
        return all(k in chosen for k in keys) and (not exclusive or len(chosen) == len(set(keys)))

    def all_false(self, *keys, exclusive=False):
        chosen = self._chosen(False)
        if not keys:
            return len(chosen) == len(self.elements)
        return all(k in chosen for k in keys) and (not exclusive or len(chosen) == len(set(keys)))

    def any_true(self, *keys, exclusive=False):
        chosen = self._chosen(True)
        return any(k in chosen for k in keys) if keys else bool(chosen)

    def any_false(self, *keys, exclusive=False):
        chosen = self._chosen(False)
        return any(k in chosen for k in keys) if keys else bool(chosen)

    def keys(self):
        self._trigger()
        return self.elements.keys()

    def values(self):
        self._trigger()
        return self.elements.values()

    def items(self):
        self._trigger()
        return self.elements.items()

    def get(self, key, default=None):
        self._trigger()
        return self.elements.get(key, default)

    def update(self, *arguments, **more):
        self.elements.update(*(unwrapped(a) for a in arguments), **more)

    def pop(self, *arguments):
        return self.elements.pop(*arguments)

    def setdefault(self, *arguments):
        return self.elements.setdefault(*arguments)

    def clear(self):
        self.elements.clear()

    def comma_and_list(self, *arguments, **options):
        from alongside.words import comma_and_list

        if self.elements and all(isinstance(v, bool) for v in self.elements.values()):
            return comma_and_list(self._chosen(True), **options)
        return super().comma_and_list(*arguments, **options)

    def __getitem__(self, key):
        if key in self.elements:
            return self.elements[key]
        if self.object_type is not None and not self.has_been_gathered():
            return self.initializeObject(key)
        raise DAIndexError(f'{self.instanceName}[{key!r}]')

    def __setitem__(self, key, value):
        self.elements[key] = value
        self.there_are_any = True

    def __delitem__(self, key):
        del self.elements[key]

    def __iter__(self):
        self._trigger()
        return iter(self.elements)

    def __contains__(self, key):
        self._trigger()
        return key in self.elements

    __hash__ = DAObject.__hash__


@public
class DAOrderedDict(DADict):
    pass


@public
class DASet(_Group):
    def init(self, *arguments, **parameters):
        self.elements = set()
        given = parameters.pop('elements', arguments[0] if arguments else None)
        super().init(**parameters)
        if given is not None:
            self.elements.update(unwrapped(given))
            self.gathered = True

    def _items(self):
        return sorted(self.elements, key=str)

    def gather(self, **options):
        self.gathered = True
        return True

    def add(self, *items):
        for item in items:
            self.elements.update([item] if isinstance(item, str) else unwrapped(item) if hasattr(item, '__iter__') else [item])

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


@public
class DAEmpty(DAObject):
    """Answers everything with nothing."""

    def __init__(self, *arguments, **parameters):
        self.instanceName = 'empty'

    def __getattr__(self, name):
        if name.startswith('_'):
            raise AttributeError(name)
        return DAEmpty()

    def __call__(self, *arguments, **parameters):
        return DAEmpty()

    def __str__(self):
        return ''

    def __bool__(self):
        return False

    def __len__(self):
        return 0

    def __iter__(self):
        return iter(())

    def __getitem__(self, key):
        return DAEmpty()

    def __contains__(self, key):
        return False


@public
class DADateTime(datetime.datetime):
    """A moment with docassemble's shorthands; printed as `format_date` does."""

    def format(self, format='long', language=None):
        from alongside.dates import format_date

        return format_date(self, format=format)

    def format_date(self, format='long', language=None):
        return self.format(format)

    def format_datetime(self, format='long', language=None):
        from alongside.dates import format_datetime

        return format_datetime(self, format=format)

    def format_time(self, format='short', language=None):
        from alongside.dates import format_time

        return format_time(self, format=format)

    def replace_time(self, time):
        return self.replace(hour=time.hour, minute=time.minute, second=0, microsecond=0)

    def plus(self, **amounts):
        from alongside.dates import moved

        return moved(self, 1, amounts)

    def minus(self, **amounts):
        from alongside.dates import moved

        return moved(self, -1, amounts)

    @property
    def dow(self):
        return self.isoweekday()

    @property
    def week(self):
        return self.isocalendar().week

    @property
    def nanosecond(self):
        return 0

    def __str__(self):
        return self.format()
