"""Names, addresses and people."""

from alongside.control import NotSupportedYet
from alongside.lists import DAList
from alongside.objects import DAObject, public
from alongside.speech import capital


@public
class Name(DAObject):
    def full(self, **options):
        return self.text

    def firstlast(self):
        return self.text

    def lastfirst(self):
        return self.text

    def defined(self):
        return hasattr(self, 'text')

    def __str__(self):
        return str(self.full())


@public
class IndividualName(Name):
    def init(self, *arguments, **parameters):
        self.uses_parts = parameters.pop('uses_parts', True)
        super().init(*arguments, **parameters)

    def defined(self):
        return hasattr(self, 'first') if self.uses_parts else hasattr(self, 'text')

    def familiar(self):
        return self.first if self.uses_parts else self.full()

    def full(self, middle='initial', use_suffix=True):
        if not self.uses_parts:
            return self.text
        parts = [self.first]
        between = self.__dict__.get('middle')
        if between and middle is True:
            parts.append(between)
        elif between and middle == 'initial':
            parts.append(between[0] + '.')
        last = self.__dict__.get('last')
        if last:
            parts.append(last)
        if use_suffix and self.__dict__.get('suffix'):
            parts.append(self.suffix)
        return ' '.join(str(part) for part in parts)

    def firstlast(self):
        return f'{self.first} {self.last}' if self.uses_parts else self.text

    def lastfirst(self):
        if not self.uses_parts:
            return self.text
        text = self.last
        if self.__dict__.get('suffix'):
            text += ' ' + self.suffix
        text += ', ' + self.first
        if self.__dict__.get('middle'):
            text += ' ' + self.middle[0] + '.'
        return text

    def middle_initial(self, with_period=True):
        between = self.__dict__.get('middle')
        return '' if not between else between[0] + ('.' if with_period else '')


@public
class LatitudeLongitude(DAObject):
    pass


@public
class Address(DAObject):
    def init(self, *arguments, **parameters):
        self.city_only = False
        self.initializeAttribute('location', LatitudeLongitude)
        super().init(*arguments, **parameters)

    def line_one(self, language=None):
        unit = self.formatted_unit()
        return str(self.address) + (f', {unit}' if unit else '')

    def formatted_unit(self, language=None, require=False, bare=False):
        unit = str(self.__dict__.get('unit') or '')
        if not unit:
            return ''
        return f'Unit {unit}' if unit[0].isdigit() or len(unit) == 1 else unit

    def line_two(self, language=None):
        text = str(self.city)
        if self.__dict__.get('state'):
            text += f', {self.state}'
        code = self.__dict__.get('zip') or self.__dict__.get('postal_code')
        return text + (f' {code}' if code else '')

    def on_one_line(self, include_unit=True, omit_default_country=True, language=None, show_country=None):
        if self.city_only:
            return self.line_two()
        return f'{self.line_one()}, {self.line_two()}'

    def geocode(self, **options):
        """Finds nothing, as there is no network: what it would tell is asked for by other blocks."""
        self.geolocated = True
        self.location.gathered = True
        self.location.known = False
        return False

    def block(self, **options):
        if self.city_only:
            return self.line_two()
        return f'{self.line_one()} [NEWLINE] {self.line_two()}'

    def __str__(self):
        return self.block()


@public
class City(Address):
    def init(self, *arguments, **parameters):
        super().init(*arguments, **parameters)
        self.city_only = True


@public
class Thing(DAObject):
    def init(self, *arguments, **parameters):
        if 'name' not in parameters:
            self.initializeAttribute('name', Name)
        elif isinstance(parameters['name'], str):
            self.initializeAttribute('name', Name).text = parameters.pop('name')
        super().init(*arguments, **parameters)

    def __setattr__(self, name, value):
        if name == 'name' and isinstance(value, str) and isinstance(self.__dict__.get('name'), Name):
            self.__dict__['name'].text = value
        else:
            super().__setattr__(name, value)

    def __str__(self):
        return str(self.name.full())


@public
class Event(DAObject):
    def init(self, *arguments, **parameters):
        self.initializeAttribute('address', Address)
        self.initializeAttribute('location', LatitudeLongitude)
        super().init(*arguments, **parameters)


@public
class Person(DAObject):
    NameClass = Name

    def init(self, *arguments, **parameters):
        if 'name' not in parameters:
            self.initializeAttribute('name', self.NameClass)
        elif isinstance(parameters['name'], str):
            self.initializeAttribute('name', self.NameClass).text = parameters.pop('name')
        if 'address' not in parameters:
            self.initializeAttribute('address', Address)
        self.initializeAttribute('location', LatitudeLongitude)
        self.roles = set()
        super().init(*arguments, **parameters)

    def __setattr__(self, name, value):
        if name == 'name' and isinstance(value, str) and isinstance(self.__dict__.get('name'), Name):
            self.__dict__['name'].text = value
        else:
            super().__setattr__(name, value)

    def identified(self):
        return hasattr(self.name, 'text')

    def subject(self, **options):
        return capital('you' if self._is_user() else str(self), options)

    def full_name(self, **options):
        return self.name.full(**options)

    def address_block(self, language=None, international=False, show_country=False):
        return f'[FLUSHLEFT] {self.name.full()} [NEWLINE] {self.address.block()}'

    def email_address(self, include_name=None):
        return f'"{self.name}" <{self.email}>' if include_name is not False else self.email

    def __str__(self):
        return str(self.name.full())


@public
class Organization(Person):
    def init(self, *arguments, **parameters):
        super().init(*arguments, **parameters)
        if 'offices' in self.__dict__ and not isinstance(self.offices, DAList):
            self.offices = DAList(f'{self.instanceName}.offices', elements=self.offices)


@public
class Individual(Person):
    NameClass = IndividualName

    def identified(self):
        return hasattr(self.name, 'first')

    def salutation(self, **options):
        return {'male': 'Mr.', 'female': 'Ms.'}.get(self.gender, 'Mx.')

    def age_in_years(self, decimals=False, as_of=None):
        from alongside.dates import current_datetime, date_difference

        if 'age' in self.__dict__:
            return self.age
        years = date_difference(self.birthdate, as_of or current_datetime()).years
        return years if decimals else int(years)

    def first_name_hint(self):
        return ''

    last_name_hint = first_name_hint

    def _of_gender(self, male, female, other):
        return {'male': male, 'female': female}.get(self.gender, other)

    def pronoun_objective(self, **options):
        if self._is_user():
            return capital('you', options)
        return capital(self._of_gender('him', 'her', 'them'), options)

    def pronoun_subjective(self, **options):
        if self._is_user():
            return capital('you', options)
        return capital(self._of_gender('he', 'she', 'they'), options)

    def pronoun_possessive(self, target, **options):
        if self._is_user():
            return capital(f'your {target}', options)
        return capital(f"{self._of_gender('his', 'her', 'their')} {target}", options)

    def itself(self, **options):
        if self._is_user():
            return capital('yourself', options)
        return capital(self._of_gender('himself', 'herself', 'themselves'), options)

    himself_herself = itself


@public
class PartyList(DAList):
    def init(self, *arguments, **parameters):
        parameters.setdefault('object_type', Individual)
        super().init(*arguments, **parameters)


@public
class ChildList(DAList):
    def init(self, *arguments, **parameters):
        parameters.setdefault('object_type', Individual)
        super().init(*arguments, **parameters)


@public
class RoleChangeTracker(DAObject):
    """Tells people by mail that it is their turn, each change once."""

    def init(self, *arguments, **parameters):
        self.last_role = None
        self.changes = 0
        super().init(*arguments, **parameters)

    def send_email(self, roles_needed, config=None, **roles):
        """Writes to the first of the needed roles that is among the arguments. True: a mail will be sent."""
        from alongside import mail, session

        if config not in (None, 'default'):
            raise NotSupportedYet('RoleChangeTracker.send_email(config=...)')
        for name, told in roles.items():
            if not isinstance(told, dict) or 'to' not in told or 'email' not in told:
                raise ValueError(
                    f"send_email(): `{name}` must be {{'to': a person, 'email': a template}}"
                )
        needed = [roles_needed] if isinstance(roles_needed, str) else roles_needed
        role = next((role for role in needed if role in roles), None)
        if role is None:
            return False
        # A text that is made again, because it lacked something further down, says the same again.
        now = session.present().told
        if self.__dict__.get('last_role') == role:
            return (self.instanceName, role) in now
        count = self.__dict__.get('changes', 0) + 1
        key = f'{self.instanceName} {role} {count}'
        if not mail.send_role_email(roles[role]['to'], roles[role]['email'], key):
            return False
        self.last_role = role
        self.changes = count
        now.add((self.instanceName, role))
        return True
