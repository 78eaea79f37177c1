"""What interview code can say and ask about live help (AUT1-AUT12)."""

import datetime
import json
import zoneinfo

from alongside import session
from alongside.control import need_fact

DEFAULTS = {
    'called': False,
    'availability': 'unavailable',
    'mode': 'help',
    'partnerRoles': [],
    'consent': 'author',
}
MODES = ('help', 'peer', 'peerhelp')
CONSENTS = ('author', 'notice', 'ask')
# An operator ticks roles by name; the Monitor takes no longer ones.
LONGEST_ROLE = 100
AVAILABILITY = {
    'available': 'available', 'unavailable': 'unavailable', 'observeonly': 'observeonly',
}  # fmt: skip


def _refuse(function, argument, value, allowed):
    raise ValueError(f'{function}(): `{argument}` cannot be {value!r}; expected {allowed}')


def _roles(function, argument, value, found):
    if isinstance(value, str):
        if not value.strip() or len(value) > LONGEST_ROLE:
            allowed = f'the name of a role, of at most {LONGEST_ROLE} characters'
            _refuse(function, argument, value, allowed)
        if value not in found:
            found.append(value)
    elif hasattr(value, '__iter__') and not isinstance(value, (dict, bytes)):
        for part in value:
            _roles(function, argument, part, found)
    else:
        _refuse(function, argument, value, "a role's name or a list of names")
    return found


def set_live_help_status(availability=None, mode=None, partner_roles=None, consent=None):
    name = 'set_live_help_status'
    present = session.present()
    # All are checked before any is set: after an error the earlier settings stand.
    settings = {**DEFAULTS, **(present.state.get('live help') or {}), 'called': True}
    if availability is not None:
        if availability is True or availability is False:
            settings['availability'] = 'available' if availability else 'unavailable'
        elif isinstance(availability, str) and availability in AVAILABILITY:
            settings['availability'] = availability
        else:
            allowed = "'available' (or True), 'unavailable' (or False) or 'observeonly'"
            _refuse(name, 'availability', availability, allowed)
    if mode is not None:
        if not isinstance(mode, str) or mode not in MODES:
            _refuse(name, 'mode', mode, "'help', 'peer' or 'peerhelp'")
        settings['mode'] = mode
    if partner_roles is not None:
        settings['partnerRoles'] = _roles(name, 'partner_roles', partner_roles, [])
    if consent is not None:
        if not isinstance(consent, str) or consent not in CONSENTS:
            _refuse(name, 'consent', consent, "'author', 'notice' or 'ask'")
        settings['consent'] = consent
    present.state['live help'] = settings
    if (
        settings['availability'] == 'available'
        and settings['mode'] in ('help', 'peerhelp')
        and not settings['partnerRoles']
    ):
        present.warn(
            'no-partner-roles',
            'set_live_help_status(): live help is available but no `partner_roles` are set, '
            'so that no operator can be reached.',
        )


class ChatPartners:
    def __init__(self, help, peer):
        self.help = help
        self.peer = peer

    def __repr__(self):
        return f"{{'help': {self.help}, 'peer': {self.peer}}}"


def chat_partners_available(*roles, partner_roles=None, mode='peerhelp'):
    name = 'chat_partners_available'
    present = session.present()
    if not isinstance(mode, str) or mode not in MODES:
        _refuse(name, 'mode', mode, "'help', 'peer' or 'peerhelp'")
    wanted = []
    for role in roles:
        _roles(name, 'partner_roles', role, wanted)
    if partner_roles is not None:
        _roles(name, 'partner_roles', partner_roles, wanted)
    for role in wanted:
        if role not in present.roles_named:
            present.roles_named.append(role)
    key = 'chat-partners:' + json.dumps([mode, sorted(wanted)])
    fact = present.facts.get(key)
    if fact is None:
        need_fact('chat-partners', key, roles=wanted, mode=mode)
    return ChatPartners(int(fact['help']), int(fact['peer']))


def get_chat_log(utc=False, timezone=None):
    present = session.present()
    if utc:
        zone = datetime.timezone.utc
    else:
        zone = zoneinfo.ZoneInfo(timezone or present.context['timezone'])
    fact = present.facts.get('chat-log')
    if fact is None:
        need_fact('chat-log', 'chat-log')
    return [
        {
            'message': line['message'],
            'datetime': datetime.datetime.fromtimestamp(line['sentAt'] / 1000, zone),
            'user_email': line['email'],
            'user_first_name': line['firstName'],
            'user_last_name': line['lastName'],
        }
        for line in fact['lines']
    ]
