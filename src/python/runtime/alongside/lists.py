"""`DAList`."""

from alongside.groups import Group
from alongside.objects import DAEmpty, DAIndexError, DAObject, make, public, rename, unwrapped


@public
class DAList(Group):
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
        made = make(kind, name, {**self.object_type_parameters, **parameters})
        self.elements.append(made)
        self.there_are_any = True
        return made

    def _gather(self, number=None, item_object_type=None, minimum=None, complete_attribute=None):
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
                    return
            self._ask_for_more(max(int(minimum or 0), 1))
        for item in self.elements:
            self._complete(item)

    def _ask_for_more(self, wanted):
        # What is wanted is kept: the item is asked for on a later screen than "is there another?".
        wanted = max(wanted, self.__dict__.get('wanted_number', 0))
        while True:
            while len(self.elements) < wanted:
                self._add()
            if not self.there_is_another:
                return
            wanted = self.wanted_number = len(self.elements) + 1
            del self.there_is_another

    def _add(self):
        name = f'{self.instanceName}[{len(self.elements)}]'
        if self.object_type is None:
            raise DAIndexError(name)
        self.appendObject()
        self._complete(self.elements[-1])

    def _key_of(self, given):
        if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given < len(self.elements):
            return None
        return given

    def _begin_item(self):
        """Makes room for one more; tells the variables that define it."""
        if self.object_type is None:
            return {'names': [f'{self.instanceName}[{len(self.elements)}]']}
        self.appendObject()
        return {'names': []}

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
        return DAList(
            self.instanceName,
            elements=[item for item in self.elements if self._is_complete(item, complete_attribute)],
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
