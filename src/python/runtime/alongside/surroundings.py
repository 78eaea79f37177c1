"""Functions about the person, the language, the server, tasks and telephone numbers.

Public path: `docassemble.base.util`. Behaviour after docassemble's documentation.
"""

import base64
import json
import re

from alongside import session
from alongside.control import NotSupportedYet


# The person


def _account():
    return session.present().context['person']['account']


def user_logged_in():
    return _account() is not None


def user_privileges():
    account = _account()
    return list(account['privileges']) or ['user'] if account else ['user']


def user_has_privilege(*privileges):
    wanted = []
    for privilege in privileges:
        wanted.extend([privilege] if isinstance(privilege, str) else privilege)
    held = user_privileges()
    return any(privilege in held for privilege in wanted)


class _UserInfo:
    """Who is in front of the screen. Plain data: interviews keep it among their variables."""

    def __init__(self):
        account = _account()
        known = account or {}
        self.id = known.get('id')
        self.email = known.get('email')
        self.first_name = known.get('firstName') if account else 'Anonymous'
        self.last_name = known.get('lastName') if account else 'User'
        self.language = known.get('language')
        self.timezone = known.get('timezone')
        self.login_method = 'local' if account else None
        # Profiles here do not have these.
        self.phone_number = self.country = self.organization = None
        self.subdivision_first = self.subdivision_second = self.subdivision_third = None
        self.privileges = user_privileges()
        self.permissions = []

    def name(self):
        known = [part for part in (self.first_name, self.last_name) if part]
        return ' '.join(known) or str(self)

    def __str__(self):
        return self.email or 'Anonymous User'


def user_info():
    return _UserInfo()


class _Context:
    """Where code is running: session, files, question and variable."""

    def __init__(self):
        present = session.present()
        self.session = present.context['sessionId']
        self.filename = present.interview.path
        self.package = present.interview.package
        self.current_filename = present.block['file'] or self.filename
        self.current_package = self.current_filename.rpartition(':')[0]
        self.question_id = present.block['question']
        self.current_section = present.block['section']
        self.variable = present.sought
        self.inside_of = 'standard'
        self.attachment = None

    @property
    def request_url(self):
        raise NotSupportedYet('current_context().request_url')


def current_context():
    return _Context()


def set_info(**info):
    """For `get_info()` and for words about the user, until the screen is made."""
    session.present().info.update(info)


def get_info(name):
    return session.present().info.get(name)


def device(ip=False):
    return None


def interface():
    return 'web'


def language_from_browser(*languages):
    return None


# Language


def set_language(language, dialect=None):
    session.present().state['language'] = language


def get_language():
    present = session.present()
    return present.state.get('language') or present.context['language']


def get_dialect():
    return None


def get_locale():
    return 'en_US.utf8'


def set_locale(*arguments, **options):
    return None


def update_locale():
    return None


def get_country():
    return 'US'


def set_country(country):
    return None


def get_config(name, default=None):
    return default


def server_capabilities():
    return {
        'sms': False, 'fax': False, 'google_login': False, 'facebook_login': False,
        'twitter_login': False, 'azure_login': False, 'phone_login': False, 'voicerss': False,
        's3': False, 'azure': False, 'github': False, 'pypi': False, 'googledrive': False,
        'google_maps': False,
    }  # fmt: skip


# Odds and ends


def log(text, priority='log', **options):
    """Takes the text and drops it: what authors log can hold answers."""


def explain(text, category='default'):
    texts = session.present().state.setdefault('explanations', {}).setdefault(category, [])
    if text not in texts:
        texts.append(str(text))


def clear_explanations(category='default'):
    session.present().state.setdefault('explanations', {}).pop(category, None)


def explanation(category='default'):
    return list(session.present().state.get('explanations', {}).get(category, []))


logic_explanation = explanation


def from_b64_json(text):
    return None if text is None else json.loads(base64.b64decode(text))


def encode_name(name):
    return base64.urlsafe_b64encode(name.encode()).decode().rstrip('=')


def decode_name(code):
    return base64.urlsafe_b64decode(code + '=' * (-len(code) % 4)).decode()


def raw(content):
    return content


def verbatim(text):
    return str(text)


def _tasks():
    return session.present().state.setdefault('tasks', {})


def task_performed(task, persistent=False):
    return _tasks().get(task, 0) > 0


def task_not_yet_performed(task, persistent=False):
    return not task_performed(task)


def mark_task_as_performed(task, persistent=False):
    _tasks()[task] = _tasks().get(task, 0) + 1
    return _tasks()[task]


def times_task_performed(task, persistent=False):
    return _tasks().get(task, 0)


def set_task_counter(task, times, persistent=False):
    _tasks()[task] = times


_PHONE = re.compile(r'^\+?[0-9 ().-]{7,20}$')


def phone_number_is_valid(number, country=None):
    text = str(number)
    digits = re.sub(r'[^0-9]', '', text)
    if not _PHONE.match(text):
        return False
    return 7 <= len(digits) <= 15 if text.startswith('+') else len(digits.removeprefix('1')) == 10


def phone_number_in_e164(number, country=None):
    if not phone_number_is_valid(number):
        return None
    digits = re.sub(r'[^0-9]', '', str(number))
    return '+' + digits if str(number).startswith('+') else '+1' + digits[-10:]


def phone_number_formatted(number, country=None):
    code = phone_number_in_e164(number)
    if code is None:
        return None
    return f'({code[2:5]}) {code[5:8]}-{code[8:]}' if code.startswith('+1') else code
