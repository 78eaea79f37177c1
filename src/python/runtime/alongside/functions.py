"""Functions for interview code: variables, actions, addresses, the person in front of the screen.

Public path: `docassemble.base.util`. Behaviour after docassemble's documentation.
"""

import base64
import datetime
import decimal
import json
import re
import urllib.parse

from alongside import control, forms, session
from alongside.objects import DADict, DAList, DAObject, DASet, unwrapped



# Actions


def process_action():
    """Runs the action that is due, if there is one; the engine carries it out."""
    if session.present().due:
        control.run_action()


def action_arguments():
    action = session.present().action
    return dict(action['arguments']) if action else {}


def action_argument(item=None):
    arguments = action_arguments()
    return arguments if item is None else arguments.get(item)


def _action_code(action, arguments):
    message = json.dumps({'action': action, 'arguments': arguments}, default=str)
    return base64.urlsafe_b64encode(message.encode()).decode().rstrip('=')


def url_action(action, **arguments):
    context = session.present().context
    code = _action_code(action, {k: serializable(v) for k, v in arguments.items()})
    return f"{context['root']}s/{context['sessionId']}/action?action={code}"


def interview_url_action(action, **arguments):
    arguments.pop('i', None)
    return session.present().context['urlRoot'] + url_action(action, **arguments)


def url_ask(data):
    return url_action('_da_ask', variables=serializable(data))


def action_menu_item(label, action, **arguments):
    return {'label': label, 'url': url_action(action, **arguments)}


def action_button_html(url, icon=None, color='success', size='sm', block=False, label='Edit', **options):
    label = options.get('label', label)
    text = str(label).replace('[', '(').replace(']', ')')
    return f'[{text}]({url})'


def force_ask(*names, **options):
    control.force([name for name in names if isinstance(name, str)])


def force_gather(*names, **options):
    control.force([name for name in names if isinstance(name, str)])


# Variables


def defined(name, prior=False):
    return forms.is_defined(session.present(), name)


def value(name, prior=False):
    return eval(name, session.present().variables)


def showifdef(name, alternative='', prior=False):
    return value(name) if defined(name) else alternative


def showif(name, condition, alternative=''):
    return value(name) if condition else alternative


def define(name, content):
    forms.assign(session.present().variables, name, content)


def undefine(*names, invalidate=False):
    for name in names:
        forms.undefine(session.present().variables, name)


invalidate = undefine


def need(*values):
    return True


def reconsider(*names, **options):
    """Undefines each, and needs it again; once in a screen's assembly."""
    present = session.present()
    for name in names:
        if name not in present.reconsidered:
            present.reconsidered.add(name)
            forms.undefine(present.variables, name)
    for name in names:
        value(name)


def re_run_logic():
    control.rerun()


def set_variables(variables, process_objects=False):
    for name, content in variables.items():
        define(name, content)


def all_variables(simplify=True, include_internal=False, special=False):
    present = session.present()
    from alongside.answers import _kept

    kept = {k: v for k, v in _kept(present).items() if not k.startswith('_')}
    return {k: serializable(v) for k, v in kept.items()} if simplify else kept


def serializable(thing):
    """Plain JSON data from anything that a variable may hold."""
    if thing is None or isinstance(thing, (bool, int, float, str)):
        return thing
    if isinstance(thing, (datetime.date, datetime.time)):
        return thing.isoformat()
    if isinstance(thing, decimal.Decimal):
        return float(thing)
    if isinstance(thing, DAObject):
        kind = type(thing)
        data = {'_class': f'{kind.__module__}.{kind.__qualname__}'}
        for name, part in thing.__dict__.items():
            if name != 'attrList':
                data[name] = serializable(part)
        return data
    if isinstance(thing, dict):
        return {str(k): serializable(v) for k, v in thing.items()}
    if isinstance(thing, (list, tuple, set, frozenset)):
        return [serializable(part) for part in thing]
    return str(thing)


def dispatch(name):
    """Shows a menu until it gives something else than the name of a defined sub-variable."""
    present = session.present()
    chosen = value(name)
    while chosen not in (None, False, ''):
        if not defined(str(chosen)):
            value(str(chosen))
        forms.undefine(present.variables, str(chosen))
        forms.undefine(present.variables, name)
        chosen = value(name)
    return True


def selections(*arguments, exclude=None, default=None, object_labeler=None):
    excluded = [] if exclude is None else list(unwrapped(exclude)) if hasattr(exclude, '__iter__') else [exclude]
    made = []
    for argument in arguments:
        items = unwrapped(argument) if isinstance(argument, (list, DAList, DADict, DASet)) else [argument]
        for item in items.values() if isinstance(items, dict) else items:
            if item not in excluded and item not in made:
                made.append(item)
    return [{item.instanceName: object_labeler(item) if object_labeler else str(item)} for item in made]


def validation_error(message, field=None):
    raise forms.ValidationError(str(message), field)


# Screens


def message(question=None, subquestion=None, **options):
    text = None if subquestion is None else str(subquestion)
    control.show_message({'question': str(question or ''), 'subquestion': text})


def set_parts(**parts):
    kept = session.present().state.setdefault('parts', {})
    for name, text in parts.items():
        kept[name.replace('_', ' ')] = None if text is None else str(text)


def set_title(**parts):
    set_parts(**parts)


def set_progress(number):
    session.present().state['progress'] = number


def get_progress():
    return session.present().state.get('progress', 0)


def prevent_going_back():
    session.present().state['no back'] = True


def set_save_status(status):
    return None


def set_status(**tags):
    session.present().state.setdefault('status', {}).update(serializable(tags))


def get_status(name):
    return session.present().state.get('status', {}).get(name)


def session_tags():
    return DASet('session_tags', elements=set())


# Addresses


def interview_url(**arguments):
    present = session.present()
    context = present.context
    query = {'i': arguments.pop('i', None) or present.interview.path}
    local = arguments.pop('local', False)
    arguments.pop('style', None)
    arguments.pop('temporary', None)
    if query['i'] == present.interview.path and not arguments.pop('new_session', False):
        query['session'] = arguments.pop('session', None) or context['sessionId']
        if present.variables.get('multi_user', False) is True:
            query['share'] = context['shareKey']
    query.update({k: str(v) for k, v in arguments.items()})
    # Colons and slashes are harmless in a query and make the interview's path readable.
    text = urllib.parse.urlencode(query, safe=':/')
    return f"{'' if local else context['urlRoot']}{context['root']}interview?{text}"


def url_of(name, **options):
    context = session.present().context
    root, own = context['root'], f"{context['root']}s/{context['sessionId']}"
    if name == 'help':
        return '#help'
    fixed = {
        'login': 'signin', 'signin': 'signin', 'interviews': '', 'interview_list': '', 'monitor': 'monitor',
        'root': '', 'userlist': 'admin/users', 'password': 'account/password', 'change_password': 'account/password',
    }  # fmt: skip
    if name in fixed:
        address = root + fixed[name]
    elif name in ('interview', 'new_session'):
        query = {'i': options.pop('i', None) or session.present().interview.path}
        if name == 'new_session':
            query['new_session'] = '1'
        query.update({k: str(v) for k, v in options.items()})
        return f"{root}interview?{urllib.parse.urlencode(query, safe=':/')}"
    elif isinstance(name, str) and '.' in name:
        address = f"{own}/static/{urllib.parse.quote(name, safe=':/')}"
    else:
        raise control.NotSupportedYet(f'url_of({name!r})')
    return (context['urlRoot'] if options.get('_external') else '') + address


def referring_url(default=None, current=False):
    return default


def static_image(name, width=None):
    size = f', {width}' if width else ''
    return f'[FILE {name}{size}]'


# The person


def _account():
    return session.present().context['person']['account']


def user_logged_in():
    return _account() is not None


def user_privileges():
    account = _account()
    return list(account['privileges']) if account else ['user']


def user_has_privilege(*privileges):
    wanted = []
    for privilege in privileges:
        wanted.extend([privilege] if isinstance(privilege, str) else privilege)
    held = user_privileges() if user_logged_in() else []
    return any(privilege in held for privilege in wanted)


class _UserInfo:
    """Who is in front of the screen; empty names for a visitor."""

    def __init__(self):
        present = session.present()
        account = _account() or {}
        self.id = account.get('id')
        self.email = account.get('email')
        self.first_name = account.get('firstName')
        self.last_name = account.get('lastName')
        self.language = account.get('language')
        self.timezone = account.get('timezone')
        self.country = self.subdivision_first = self.subdivision_second = None
        self.subdivision_third = self.organization = None
        self.session = present.context['sessionId']
        self.filename = present.interview.path
        self.package = present.interview.package
        self.question_id = self.variable = self.current_section = None
        self.privileges = user_privileges()

    def name(self):
        known = [part for part in (self.first_name, self.last_name) if part]
        return ' '.join(known) or str(self)

    def __str__(self):
        return self.email or 'Anonymous User'


def user_info():
    return _UserInfo()


current_context = user_info


def set_info(**info):
    state = session.present().state
    for name, thing in info.items():
        if name == 'user':
            state['user is'] = getattr(thing, 'instanceName', None)
        elif name == 'role':
            session.present().variables['role'] = thing


def get_info(name):
    state = session.present().state
    if name == 'user' and state.get('user is'):
        return value(state['user is'])
    return session.present().variables.get('role') if name == 'role' else None


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
