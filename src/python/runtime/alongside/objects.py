"""Objects that know the name of the variable they are in, so that what they lack can be asked for.

Public path: `docassemble.base.util`. Behaviour after docassemble's documentation.
"""

import copy
import datetime

from alongside.speech import Spoken, capital

PUBLIC = 'docassemble.base.util'


class DAAttributeError(AttributeError):
    def __init__(self, name):
        super().__init__(f"name '{name}' is not defined")
        self.da_name = name


class DAIndexError(IndexError):
    def __init__(self, name):
        super().__init__(f"name '{name}' is not defined")
        self.da_name = name


def public(kind):
    kind.__module__ = PUBLIC
    return kind


def unwrapped(value):
    """The plain list, dict or set inside of one of ours."""
    return value.elements if getattr(value, 'da_group', False) else value


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
class DAObject(Spoken):
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
        made = make(kind, f'{self.instanceName}.{name}', parameters)
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


word_of = capital


def make(kind, name, parameters):
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
