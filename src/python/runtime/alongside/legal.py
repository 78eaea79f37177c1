"""Who stands against whom in which court.

Public path: `docassemble.base.legal`. Behaviour after docassemble's documentation.
"""

from alongside.control import NotSupportedYet
from alongside.lists import DAList
from alongside.objects import DAObject, public
from alongside.people import Individual, PartyList


@public
class Jurisdiction(DAObject):
    pass


@public
class Court(DAObject):
    def init(self, *arguments, **parameters):
        self.jurisdiction = []
        super().init(*arguments, **parameters)

    def __str__(self):
        return str(self.name)


@public
class Case(DAObject):
    def init(self, *arguments, **parameters):
        self.is_solo_action = False
        self.state = None
        self.action_type = 'plaintiff defendant'
        self.firstParty = self.initializeAttribute('plaintiff', PartyList)
        self.secondParty = self.initializeAttribute('defendant', PartyList)
        super().init(*arguments, **parameters)

    def _lists(self):
        """Each once, with the name that it has here."""
        found = {}
        for name, value in self.__dict__.items():
            if isinstance(value, PartyList) and value.instanceName == f'{self.instanceName}.{name}':
                found[name] = value
        return found

    def parties(self):
        """All of them, which are gathered first."""
        return [party for group in self._lists().values() for party in group]

    def all_known_people(self):
        """Those of whom is known so far, and their children: nobody is asked for."""
        found = []
        for group in self._lists().values():
            for party in group.elements:
                _add(found, party)
        return found

    def role_of(self, party):
        for name, group in self._lists().items():
            if any(one is party for one in group.elements):
                return name
        return 'third party'


def _add(found, person):
    if any(one is person for one in found):
        return
    if not isinstance(person, Individual) or person.name.defined():
        found.append(person)
    children = person.__dict__.get('child')
    for child in children.elements if isinstance(children, DAList) else []:
        _add(found, child)


@public
class Document(DAObject):
    def __str__(self):
        return str(self.title)


@public
class LegalFiling(Document):
    def caption(self):
        raise NotSupportedYet('LegalFiling.caption()')
