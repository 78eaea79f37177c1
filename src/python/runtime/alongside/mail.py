"""Mails that interview code wants sent. They leave with the saved screen, or not at all.

Public path: `docassemble.base.util`. Behaviour after docassemble's documentation.
"""

import contextlib
import hashlib
import json
import re
from collections import Counter

from alongside import session
from alongside.control import NotSupportedYet, need_fact
from alongside.files import DAFile, DAFileList

# The server checks the same again (mail-address.ts, post.ts).
MOST_MAILS = 20
MOST_RECIPIENTS = 20
LONGEST_SUBJECT = 500
LONGEST_BODY = 512 * 1024
LONGEST_NAME = 200
LONGEST_WRITTEN = 254 + LONGEST_NAME + 20
MOST_ATTACHED = 15 * 1024 * 1024
_LOCAL = r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*"
_DOMAIN = r'(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9][a-z0-9-]*[a-z0-9]'
_ADDRESS = re.compile(f'({_LOCAL})@({_DOMAIN})', re.ASCII | re.IGNORECASE)
_NAMED = re.compile(r'\s*"?([^<>]*?)"?\s*<([^<>]*)>\s*', re.DOTALL)
_BREAKS = re.compile(r'[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+')


def send_email(
    to=None, sender=None, reply_to=None, cc=None, bcc=None, body=None, html=None, subject='',
    template=None, task=None, task_persistent=False, attachments=None, mailgun_variables=None,
    dry_run=False, config=None,
):  # fmt: skip
    """True when the mail will be sent; False when nobody is to get it, or the session's limit is reached."""
    if mailgun_variables is not None:
        raise NotSupportedYet('send_email(mailgun_variables=...)')
    if config not in (None, 'default'):
        raise NotSupportedYet('send_email(config=...)')
    mail = _written(
        'interview', to=to, sender=sender, reply_to=reply_to, cc=cc, bcc=bcc, body=body, html=html,
        subject=subject, template=template, attachments=attachments,
    )  # fmt: skip
    if mail is None or not (dry_run or queue(mail)):
        return False
    if task is not None and not dry_run:
        from alongside.surroundings import mark_task_as_performed

        mark_task_as_performed(task, persistent=task_persistent)
    return True


def send_role_email(to, template, key):
    """A mail about whose turn it is (ROL2), to a person or an address; one for each key."""
    mail = _written('role', to=to, template=template, key=key)
    return mail is not None and queue(mail)


def _written(
    kind, to, sender=None, reply_to=None, cc=None, bcc=None, body=None, html=None, subject='',
    template=None, attachments=None, key=None,
):  # fmt: skip
    """All that may ask for a variable is done here, before anything is queued. None: to nobody."""
    people = {'to': addresses(to), 'cc': addresses(cc), 'bcc': addresses(bcc)}
    markdown = None
    if template is not None:
        if not hasattr(template, 'content'):
            raise ValueError('send_email(): `template` must be the name of a `template` block')
        subject = subject or template.subject
        markdown = str(template.content) if body is None or html is None else None
    mail = {
        'kind': kind,
        'key': key,
        **people,
        'from': _first(sender),
        'replyTo': _first(reply_to),
        'subject': _BREAKS.sub(' ', str(subject or '')).strip(),
        'text': None if body is None else str(body),
        'html': None if html is None else str(html),
        'markdown': markdown,
        'files': _numbers(_files(attachments)),
    }
    size = sum(len(mail[part] or '') for part in ('text', 'html', 'markdown'))
    if len(mail['subject']) > LONGEST_SUBJECT or size > LONGEST_BODY:
        raise ValueError(
            f'send_email(): a subject has {LONGEST_SUBJECT} characters at most, a mail {LONGEST_BODY}'
        )
    count = _count(mail)
    if count > MOST_RECIPIENTS:
        raise ValueError(f'send_email(): a mail has {MOST_RECIPIENTS} addressees at most, not {count}')
    return mail if count > 0 else None


def queue(mail):
    """The same again, by a block that starts anew because it lacked something, is the one before."""
    present = session.present()
    digest = hashlib.sha256(json.dumps(mail, sort_keys=True).encode()).hexdigest()[:22]
    begun = present.mailing
    if begun is not None:
        begun['made'].append(digest)
        if begun['before'][digest] > 0:
            begun['before'][digest] -= 1
            return True
    if len(present.mails) >= MOST_MAILS:
        raise ValueError(f'send_email(): one screen sends {MOST_MAILS} mails at most')
    fact = present.facts.get('mail-limit')
    if fact is None:
        need_fact('mail-limit', 'mail-limit')
    if sum(_count(one) for one in present.mails) + _count(mail) > fact['left']:
        present.warn(
            'mail-limit',
            'send_email(): the session has written to as many addressees as it may within an hour.',
        )
        return False
    present.mails.append(mail)
    return True


@contextlib.contextmanager
def of_block(present, key):
    """While a block of code runs: what it sent before it was suspended is remembered until it is done."""
    kept = present.state.setdefault('mails begun', {})
    outer, present.mailing = present.mailing, {'made': [], 'before': Counter(kept.get(key, []))}
    try:
        yield
    except BaseException:
        left = present.mailing['made'] + list(present.mailing['before'].elements())
        if left:
            kept[key] = left
        raise
    else:
        kept.pop(key, None)
    finally:
        present.mailing = outer


def _count(mail):
    return len({one['address'] for part in ('to', 'cc', 'bcc') for one in mail[part]})


def _first(person):
    found = addresses(person)
    return found[0] if found else None


def addresses(people):
    """Of an address, a person or a (nested) list of them; what is no address is left out."""
    if people is None:
        return []
    if isinstance(people, str):
        written = people.strip()
        # Typed by anybody: an address over two lines is somebody's header, and a long one takes long.
        if len(written) > LONGEST_WRITTEN or re.search(r'[\r\n\x00]', written):
            return []
        named = _NAMED.fullmatch(written)
        return _address(named[1], named[2]) if named else _address('', written)
    if hasattr(people, 'email') or hasattr(type(people), 'email_address'):
        name = getattr(people, 'name', None)
        if callable(name):
            name = name()
        elif hasattr(name, 'defined') and not name.defined():
            name = None
        return _address('' if name is None else str(name), people.email)
    if hasattr(people, '__iter__') and not isinstance(people, (bytes, dict)):
        return [address for one in people for address in addresses(one)]
    raise ValueError(
        'send_email(): expected an address, a person with an `email`, or a list of them, '
        f'not {type(people).__name__}'
    )


def _address(name, address):
    if not isinstance(address, str) or len(address) > 254:
        return []
    local, _, domain = address.strip().rpartition('@')
    try:
        domain = domain.encode('idna').decode().lower()
    except UnicodeError:
        return []
    found = f'{local}@{domain}'
    name = _BREAKS.sub(' ', name).strip()
    if len(name) > LONGEST_NAME or len(local) > 64 or not _ADDRESS.fullmatch(found):
        return []
    return [{'name': name or None, 'address': found}]


def _numbers(files):
    if sum(file.size_in_bytes() for file in files) > MOST_ATTACHED:
        raise ValueError(f'send_email(): attachments have {MOST_ATTACHED} bytes at most')
    return list(dict.fromkeys(file.number for file in files))


def _files(attachments):
    if attachments is None:
        return []
    if isinstance(attachments, DAFile):
        if not attachments.ok:
            raise ValueError(f'send_email(): `{attachments.instanceName}` holds no file')
        return [attachments]
    if isinstance(attachments, (DAFileList, list, tuple, set)):
        return [file for one in attachments for file in _files(one)]
    raise NotSupportedYet(f'send_email(attachments=...) with a {type(attachments).__name__}')
