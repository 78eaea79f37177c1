"""`DADict`: answers by key; what checkboxes give."""

from alongside import session
from alongside.groups import Group
from alongside.lists import DAList
from alongside.objects import DAEmpty, DAIndexError, DAObject, make, public, unwrapped


@public
class DADict(Group):
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
        self.elements[key] = make(kind, name, {**self.object_type_parameters, **parameters})
        return self.elements[key]

    def setObject(self, key, kind=None, **parameters):
        return self.initializeObject(key, kind, **parameters)

    def _trigger(self):
        present = session.present_or_none()
        if present is None or not present.interview.fills_by_hand:
            super()._trigger()

    def _gather(
        self, item_object_type=None, number=None, minimum=None, complete_attribute=None, keys=None
    ):
        if item_object_type is not None:
            self.object_type = item_object_type
        if complete_attribute is not None:
            self.complete_attribute = complete_attribute
        minimum = self.minimum_number if minimum is None else minimum
        for key, _value in self._pairs():
            self._element(key)
        if number is None and self.ask_number:
            number = int(self.target_number)
        if not self.elements and number is None and not minimum:
            if not self.there_are_any:
                return
        wanted = max(int(number or minimum or 0), 1, self.__dict__.get('wanted_number', 0))
        while True:
            while len(self.elements) < wanted:
                self._add()
            if number is not None or not self.there_is_another:
                return
            wanted = self.wanted_number = len(self.elements) + 1
            del self.there_is_another

    def _add(self):
        key = str(self.new_item_name)
        if key not in self.elements:
            if self.object_type is not None:
                self.initializeObject(key)
            elif 'new_item_value' in self.__dict__:
                self.elements[key] = self.__dict__.pop('new_item_value')
            else:
                raise DAIndexError(f'{self.instanceName}[{key!r}]')
        self._element(key)
        del self.new_item_name

    def _element(self, key):
        self._complete(self.elements[key])

    def _pairs(self):
        return sorted(self.elements.items(), key=lambda pair: str(pair[0]))

    def _key_of(self, given):
        return next((key for key in self.elements if key == given or str(key) == given), None)

    def _begin_item(self):
        return {'names': [], 'more': True}

    def _chosen(self, wanted):
        self._trigger()
        return [key for key, value in self.elements.items() if bool(value) is wanted]

    def true_values(self, insertion_order=False):
        return self._listed(self._chosen(True), insertion_order)

    def false_values(self, insertion_order=False):
        return self._listed(self._chosen(False), insertion_order)

    def _listed(self, keys, insertion_order):
        found = keys if insertion_order else sorted(keys, key=str)
        return DAList(self.instanceName, elements=found, auto_gather=False, gathered=True)

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

    def item(self, key):
        self._trigger()
        return self.elements[key] if key in self.elements else DAEmpty()

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
    def _pairs(self):
        return list(self.elements.items())
