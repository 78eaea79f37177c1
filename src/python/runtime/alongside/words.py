"""Words and numbers in English sentences."""

import re
import string

_SMALL = (
    'zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten',
)  # fmt: skip
_ORDINALS = (
    'zeroth', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth',
)  # fmt: skip


def word(text, **options):
    return text


def capitalize(text, **options):
    text = str(text)
    return text[:1].upper() + text[1:]


def title_case(text, **options):
    small = {'a', 'an', 'and', 'as', 'at', 'but', 'by', 'for', 'in', 'of', 'on', 'or', 'the', 'to'}
    words = str(text).split(' ')
    return ' '.join(
        w if 0 < n < len(words) - 1 and w in small else capitalize(w) for n, w in enumerate(words)
    )


def comma_list(*items, **options):
    return ', '.join(str(item) for item in _flat(items))


def _flat(items):
    if len(items) == 1 and not isinstance(items[0], str) and hasattr(items[0], '__iter__'):
        return list(items[0])
    return list(items)


def comma_and_list(*items, **options):
    texts = [str(item) for item in _flat(items)]
    joiner = options.get('and_string', 'and')
    comma = options.get('comma_string', ', ')
    oxford = options.get('oxford', True)
    before = options.get('before_and', ' ')
    after = options.get('after_and', ' ')
    if len(texts) < 2:
        return ''.join(texts)
    if len(texts) == 2:
        return f'{texts[0]}{before}{joiner}{after}{texts[1]}'
    last = comma.rstrip() if oxford else ''
    return f'{comma.join(texts[:-1])}{last}{before}{joiner}{after}{texts[-1]}'


def add_separators(items, separator=';', last_separator='; and', end_mark='.'):
    texts = [str(item).rstrip() for item in items]
    if len(texts) < 2:
        return [text + end_mark for text in texts]
    return [
        *(text + separator for text in texts[:-2]), texts[-2] + last_separator, texts[-1] + end_mark,
    ]  # fmt: skip


def possessify(owner, thing, **options):
    owner = str(owner)
    return f"{owner}'{'' if owner.endswith('s') else 's'} {thing}"


def nice_number(value, capitalize=False, language=None, use_word=None):
    number = float(value)
    if number.is_integer() and 0 <= number <= 10 and use_word is not False:
        text = _SMALL[int(number)]
    elif number.is_integer():
        text = str(int(number))
    else:
        text = str(value)
    return text[:1].upper() + text[1:] if capitalize else text


def ordinal_number(value, language=None, capitalize=False, use_word=None):
    number = int(value)
    if use_word is not False and 0 <= number <= 10:
        text = _ORDINALS[number]
    else:
        end = 'th' if 10 <= number % 100 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')
        text = f'{number}{end}'
    return text[:1].upper() + text[1:] if capitalize else text


def ordinal(value, **options):
    """The place of what has this index: 0 is the first."""
    return ordinal_number(int(value) + 1, **options)


def quantity_noun(count, noun, *arguments, as_integer=True, capitalize=False, language=None):
    number = int(round(float(count))) if as_integer else count
    text = f'{nice_number(number)} {noun_plural(noun, number)}'
    return text[:1].upper() + text[1:] if capitalize else text


def _count(number):
    return len(number) if hasattr(number, '__len__') else number


_IRREGULAR = {
    'child': 'children', 'man': 'men', 'woman': 'women', 'person': 'people', 'foot': 'feet',
    'tooth': 'teeth', 'mouse': 'mice', 'goose': 'geese', 'life': 'lives', 'wife': 'wives', 'knife': 'knives',
}  # fmt: skip


def noun_plural(noun, number=None, **options):
    noun = str(noun)
    if number is not None and _count(number) == 1:
        return noun_singular(noun)
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun in _IRREGULAR.values():
        return noun
    if re.search(r'[^aeiou]y$', noun):
        return noun[:-1] + 'ies'
    if re.search(r'(s|x|z|ch|sh)$', noun):
        return noun if noun.endswith('s') and not noun.endswith('ss') else noun + 'es'
    return noun + 's'


def noun_singular(noun, number=None, **options):
    noun = str(noun)
    if number is not None and _count(number) != 1:
        return noun
    for one, many in _IRREGULAR.items():
        if noun == many:
            return one
    if noun.endswith('ies') and len(noun) > 4:
        return noun[:-3] + 'y'
    if re.search(r'(sses|xes|zes|ches|shes)$', noun):
        return noun[:-2]
    return noun[:-1] if noun.endswith('s') and not noun.endswith('ss') else noun


_VERBS = {'have': ('has', 'had'), 'be': ('is', 'was'), 'do': ('does', 'did'), 'go': ('goes', 'went')}
_PASTS = dict(
    pair.split(':')
    for pair in (
        'eat:ate say:said get:got make:made know:knew think:thought take:took see:saw come:came '
        'want:wanted give:gave find:found tell:told become:became leave:left feel:felt put:put '
        'bring:brought begin:began keep:kept hold:held write:wrote stand:stood hear:heard let:let '
        'mean:meant set:set meet:met run:ran pay:paid sit:sat speak:spoke lie:lay lead:led read:read '
        'grow:grew lose:lost fall:fell send:sent build:built understand:understood draw:drew '
        'break:broke spend:spent cut:cut rise:rose drive:drove buy:bought wear:wore choose:chose '
        'sell:sold drink:drank sleep:slept win:won teach:taught fight:fought catch:caught throw:threw '
        'sign:signed quit:quit hurt:hurt cost:cost hit:hit swear:swore steal:stole withdraw:withdrew'
    ).split()
)


_PLURALS = {'is': 'are', 'was': 'were', 'has': 'have', 'does': 'do'}


def verb_present(verb, *arguments, **options):
    verb = str(verb)
    if options.get('person', 3) != 3 or options.get('count', 1) != 1:
        return _PLURALS.get(verb, verb)
    if verb in _PLURALS:
        return verb
    if verb in _VERBS:
        return _VERBS[verb][0]
    if re.search(r'[^aeiou]y$', verb):
        return verb[:-1] + 'ies'
    return verb + ('es' if re.search(r'(s|x|z|ch|sh|o)$', verb) else 's')


def verb_past(verb, *arguments, **options):
    verb = str(verb)
    if verb in _VERBS:
        return _VERBS[verb][1]
    if verb in _PASTS:
        return _PASTS[verb]
    if verb.endswith('e'):
        return verb + 'd'
    return verb[:-1] + 'ied' if re.search(r'[^aeiou]y$', verb) else verb + 'ed'


def indefinite_article(noun, **options):
    noun = str(noun)
    return ('an ' if re.match(r'[aeiouAEIOU]', noun) else 'a ') + noun


def a_preposition_b(a, b, **options):
    return f'{a} of {b}'


def in_the(target, **options):
    return f'in the {target}'


def the(target, **options):
    return f'the {target}'


def your(target, **options):
    return capitalize(f'your {target}') if options.get('capitalize') else f'your {target}'


def her(target, **options):
    return f'her {target}'


def his(target, **options):
    return f'his {target}'


def some(target, **options):
    return f'some {target}'


def yesno(value):
    return 'Yes' if value else 'No'


def noyes(value):
    return 'No' if value else 'Yes'


def alpha(index, case='upper'):
    letters = string.ascii_uppercase
    text, number = '', int(index) + 1
    while number > 0:
        number, rest = divmod(number - 1, 26)
        text = letters[rest] + text
    return text if case == 'upper' else text.lower()


def roman(index, case='upper'):
    number, text = int(index) + 1, ''
    pairs = (1000, 'M'), (900, 'CM'), (500, 'D'), (400, 'CD'), (100, 'C'), (90, 'XC'), (50, 'L'), \
        (40, 'XL'), (10, 'X'), (9, 'IX'), (5, 'V'), (4, 'IV'), (1, 'I')  # fmt: skip
    for value, letters in pairs:
        while number >= value:
            text, number = text + letters, number - value
    return text if case == 'upper' else text.lower()


def currency(value, decimals=True, symbol=None):
    mark = '$' if symbol is None else symbol
    return f'{mark}{float(value):,.2f}' if decimals else f'{mark}{float(value):,.0f}'


def currency_symbol():
    return '$'


def space_to_underscore(text):
    return re.sub(r' +', '_', str(text))


def single_paragraph(text):
    return re.sub(r'[\n\r]+', ' ', str(text))


def quote_paragraphs(text):
    return '\n'.join('> ' + row for row in str(text).split('\n'))


def indent(text, by=None):
    by = 4 if by is None else by
    return '\n'.join(' ' * by + row for row in str(text).split('\n'))


def fix_punctuation(text, mark='.', other_marks=None):
    text = str(text).rstrip()
    return text if text and text[-1] in (other_marks or ('.', '?', '!')) else text + mark


def single_to_double_newlines(text):
    return re.sub(r'[\n\r]+', '\n\n', str(text))


def bold(text, default=None):
    return f'**{text}**'


def italic(text, default=None):
    return f'_{text}_'


def plain(text, default=None):
    return str(text)


def split(text, breaks, index):
    parts, at = [], 0
    for end in [*breaks, len(text)]:
        cut = text.rfind(' ', at, end + 1) if end < len(text) else len(text)
        cut = end if cut <= at else cut
        parts.append(text[at:cut].strip())
        at = cut
    return parts if index == 'all' else parts[index] if index < len(parts) else ''


def name_suffix():
    return ['Jr', 'Sr', 'II', 'III', 'IV', 'V', 'VI']


def period_list():
    return [[12, 'Per Month'], [1, 'Per Year'], [52, 'Per Week'], [24, 'Twice Per Month'], [26, 'Every Two Weeks']]


def salutation(person, **options):
    return person.salutation(**options)


def item_label(number, level=0, punctuation=True):
    text = (roman(number), alpha(number), str(int(number) + 1), alpha(number, 'lower'))[min(level, 3)]
    return f'{text}.' if punctuation else text
