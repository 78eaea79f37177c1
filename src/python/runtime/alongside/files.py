"""Files that people sent: what is known of them. Their content stays with the server.

Public path: `docassemble.base.util`. Behaviour after docassemble's documentation.
"""

import base64

from alongside import session
from alongside.control import NotSupportedYet, need_fact
from alongside.lists import DAList
from alongside.objects import DAObject, public

# Documented, but not there yet: they need the content itself, or make new files.
_METHODS = frozenset(
    """
    path cloud_path copy_into write from_url commit initialize num_pages page_path bates_number
    convert_to_png make_pdfs make_ocr_pdf make_ocr_pdf_in_background extract_pages get_docx_variables
    get_pdf_fields user_access privilege_access is_encrypted fix_up auto_decode pngs_ready
    """.split()
)


class _Unsupported:
    def __getattr__(self, name):
        if name in _METHODS:
            raise NotSupportedYet(f'{type(self).__name__}.{name}()')
        return super().__getattr__(name)


def _plain(text):
    """Within `[FILE ...]` nothing may end it."""
    return str(text).translate({ord(letter): None for letter in '[],\n\r'})


@public
class DAFile(_Unsupported, DAObject):
    da_files = True

    def init(self, **parameters):
        self.ok = False
        super().init(**parameters)

    def show(self, wait=True, width=None, alt_text=None):
        if not self.ok:
            return ''
        alt = alt_text or self.__dict__.get('alt_text')
        parts = [str(self.number)]
        if width is not None or alt:
            parts.append('None' if width is None else _plain(width))
        if alt:
            parts.append(_plain(alt))
        return f'[FILE {", ".join(parts)}]'

    def url_for(self, external=False, attachment=False, **options):
        context = session.present().context
        root = context['urlRoot'] if external or options.get('_external') else ''
        return f"{root}{context['root']}s/{context['sessionId']}/file/{self._id}"

    def size_in_bytes(self):
        return self._size

    def slurp(self, auto_decode=True):
        content = self._content()
        return content.decode() if auto_decode and self._is_text() else content

    def readlines(self):
        return self._content().decode().splitlines(keepends=True)

    def _is_text(self):
        kind = self.mimetype
        return kind.startswith('text/') or kind in (
            'application/json', 'application/xml', 'application/x-yaml', 'application/javascript',
        )  # fmt: skip

    def _content(self):
        if not self.ok:
            raise ValueError(f'`{self.instanceName}` holds no file')
        key = f'file-content:{self.number}'
        fact = session.present().facts.get(key)
        if fact is None:
            need_fact('file-content', key, number=self.number)
        if fact['content'] is None:
            raise ValueError(f'`{self.instanceName}` is not there any more, or too large to be read')
        return base64.b64decode(fact['content'])

    def retrieve(self):
        """There is nothing to fetch: what is known of a file is always here."""

    def set_attributes(self, **attributes):
        for name in attributes:
            if name not in ('filename', 'private', 'persistent'):
                raise NotSupportedYet(f'DAFile.set_attributes({name})')
        if 'filename' in attributes:
            self.filename = str(attributes['filename'])

    def set_alt_text(self, alt_text):
        self.alt_text = alt_text

    def get_alt_text(self):
        return self.__dict__.get('alt_text')

    def __str__(self):
        return self.show()


# What a list of files has of its first one.
_OF_FIRST = frozenset('filename mimetype extension ok alt_text'.split())


@public
class DAFileList(_Unsupported, DAList):
    da_files = True

    def __getattr__(self, name):
        if name in _OF_FIRST and self.__dict__.get('elements'):
            return getattr(self.elements[0], name)
        return super().__getattr__(name)

    def show(self, width=None, alt_text=None):
        return ' '.join(file.show(width=width, alt_text=alt_text) for file in self.elements)

    def url_for(self, **options):
        return self[0].url_for(**options)

    def size_in_bytes(self):
        return sum(file.size_in_bytes() for file in self.elements)

    def slurp(self, auto_decode=True):
        return self[0].slurp(auto_decode=auto_decode)

    def set_alt_text(self, alt_text):
        for file in self.elements:
            file.set_alt_text(alt_text)

    def get_alt_text(self):
        return self[0].get_alt_text()

    def __str__(self):
        return self.show()


def _made(name, sent):
    made = DAFile(name)
    made.number = int(sent['number'])
    for part in ('filename', 'mimetype', 'extension'):
        setattr(made, part, str(sent[part]))
    made._id = str(sent['id'])
    made._size = int(sent['size'])
    made.ok = True
    return made


def received(name, sent):
    """The value of the variable that a field of files, or one signature, was answered with."""
    if isinstance(sent, dict):
        return _made(name, sent)
    files = [_made(f'{name}[{index}]', one) for index, one in enumerate(sent)]
    made = DAFileList(name, elements=files)
    made.gathered = True
    return made


def held(variables, name):
    """What the form offers to keep."""
    try:
        value = eval(name, variables)
    except (NameError, AttributeError, LookupError):
        return []
    files = value.elements if isinstance(value, DAFileList) else [value]
    return [
        {'number': file.number, 'filename': file.filename}
        for file in files
        if isinstance(file, DAFile) and file.ok
    ]
