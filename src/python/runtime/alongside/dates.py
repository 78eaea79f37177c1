"""Dates: all of them with the time zone of the request, and no clock but the request's."""

import calendar
import datetime
import zoneinfo

from alongside import session
from alongside.objects import DADateTime


def get_default_timezone():
    return session.present().context['timezone']


def timezone_list():
    return sorted(name for name in zoneinfo.available_timezones() if '/' in name)


def _zone(name=None):
    return zoneinfo.ZoneInfo(name or get_default_timezone())


def _ours(moment):
    return DADateTime.fromtimestamp(moment.timestamp(), moment.tzinfo)


def current_datetime(timezone=None):
    seconds = session.present().context['now'] / 1000
    return DADateTime.fromtimestamp(seconds, _zone(timezone))


def today(timezone=None, format=None):
    day = current_datetime(timezone).replace(hour=0, minute=0, second=0, microsecond=0)
    return day if format is None else format_date(day, format=format)


def as_datetime(value, timezone=None):
    zone = _zone(timezone)
    if isinstance(value, datetime.datetime):
        moment = value
    elif isinstance(value, datetime.date):
        moment = datetime.datetime(value.year, value.month, value.day)
    else:
        moment = _parsed(str(value))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    elif timezone is not None:
        moment = moment.astimezone(zone)
    return DADateTime(*moment.timetuple()[:6], moment.microsecond, tzinfo=moment.tzinfo)


_FORMS = (
    '%m/%d/%Y', '%m/%d/%y', '%B %d, %Y', '%b %d, %Y', '%d %B %Y', '%d %b %Y',
    '%m/%d/%Y %H:%M', '%m/%d/%Y %I:%M %p', '%B %d, %Y %I:%M %p', '%H:%M', '%I:%M %p', '%I:%M%p',
)  # fmt: skip


def _parsed(text):
    text = text.strip()
    try:
        return datetime.datetime.fromisoformat(text)
    except ValueError:
        pass
    for form in _FORMS:
        try:
            moment = datetime.datetime.strptime(text, form)
        except ValueError:
            continue
        if moment.year == 1900 and '%Y' not in form and '%y' not in form:
            now = current_datetime()
            moment = moment.replace(year=now.year, month=now.month, day=now.day)
        return moment
    raise ValueError(f'`{text}` is not a date that is understood')


_DATE = {'full': '{A}, {B} {d}, {Y}', 'long': '{B} {d}, {Y}', 'medium': '{b} {d}, {Y}', 'short': '{m}/{d}/{y}'}
_TIME = {'full': '{h}:{M}:{S} {p} {Z}', 'long': '{h}:{M}:{S} {p} {z}', 'medium': '{h}:{M}:{S} {p}', 'short': '{h}:{M} {p}'}


def _parts(moment):
    return {
        'A': calendar.day_name[moment.weekday()], 'a': calendar.day_abbr[moment.weekday()],
        'B': calendar.month_name[moment.month], 'b': calendar.month_abbr[moment.month],
        'm': moment.month, 'd': moment.day, 'Y': moment.year, 'y': f'{moment.year % 100:02}',
        'h': (moment.hour + 11) % 12 + 1, 'H': f'{moment.hour:02}', 'M': f'{moment.minute:02}',
        'S': f'{moment.second:02}', 'p': 'AM' if moment.hour < 12 else 'PM',
        'z': moment.tzname() or '', 'Z': moment.tzname() or '',
    }  # fmt: skip


def _pattern(form, moment):
    """The letters of Unicode date patterns that interviews use (`MMMM d, yyyy`)."""
    parts = _parts(moment)
    words = {
        'yyyy': parts['Y'], 'yy': parts['y'], 'y': parts['Y'], 'MMMM': parts['B'], 'MMM': parts['b'],
        'MM': f'{moment.month:02}', 'M': moment.month, 'dd': f'{moment.day:02}', 'd': moment.day,
        'EEEE': parts['A'], 'EEE': parts['a'], 'E': parts['a'], 'hh': f'{parts["h"]:02}', 'h': parts['h'],
        'HH': parts['H'], 'H': moment.hour, 'mm': parts['M'], 'm': moment.minute, 'ss': parts['S'],
        's': moment.second, 'a': parts['p'], 'z': parts['z'], 'e': (moment.weekday() + 1) % 7 + 1,
    }  # fmt: skip
    out, at = [], 0
    while at < len(form):
        letter = form[at]
        if letter == "'":
            end = form.find("'", at + 1)
            out.append(form[at + 1 : end] if end > 0 else '')
            at = end + 1 if end > 0 else len(form)
            continue
        run = at
        while run < len(form) and form[run] == letter:
            run += 1
        out.append(str(words.get(form[at:run], form[at:run])))
        at = run
    return ''.join(out)


def _styled(moment, form, styles):
    return styles[form].format(**_parts(moment)) if form in styles else _pattern(form, moment)


def format_date(value, format='long', language=None):
    return _styled(as_datetime(value), format, _DATE)


def format_time(value, format='short', language=None):
    if isinstance(value, datetime.time):
        value = datetime.datetime.combine(datetime.date(2000, 1, 1), value)
    return _styled(as_datetime(value), format, _TIME)


def format_datetime(value, format='long', language=None):
    moment = as_datetime(value)
    if format not in _DATE:
        return _pattern(format, moment)
    at = ' at ' if format in ('long', 'full') else ', '
    return format_date(moment, format=format) + at + format_time(moment, format=format)


def moved(moment, sign, amounts):
    """A moment some years, months, weeks, days, ... later; the day is cut to the month's length."""
    months = sign * (int(amounts.get('years', 0)) * 12 + int(amounts.get('months', 0)))
    index = moment.year * 12 + moment.month - 1 + months
    year, month = index // 12, index % 12 + 1
    day = min(moment.day, calendar.monthrange(year, month)[1])
    step = {
        name: sign * amounts[name]
        for name in ('weeks', 'days', 'hours', 'minutes', 'seconds')
        if name in amounts
    }
    shifted = moment.replace(year=year, month=month, day=day) + datetime.timedelta(**step)
    return DADateTime(*shifted.timetuple()[:6], shifted.microsecond, tzinfo=shifted.tzinfo)


class DateInterval:
    """`date_interval(days=3)`: can be added to a date."""

    def __init__(self, amounts):
        self.amounts = amounts

    def __radd__(self, moment):
        return moved(moment, 1, self.amounts)

    def __rsub__(self, moment):
        return moved(moment, -1, self.amounts)


def date_interval(**amounts):
    return DateInterval(amounts)


class DateDifference:
    def __init__(self, start, end):
        self.start, self.end = start, end
        self.delta = end - start
        self.days = self.delta.total_seconds() / 86400
        self.weeks = self.days / 7
        self.hours = self.days * 24
        self.minutes = self.hours * 60
        self.seconds = self.minutes * 60
        self.years = self.days / 365.2425

    def describe(self, specificity=None, **options):
        days = int(self.days)
        return f'{days} day' if days == 1 else f'{days} days'

    def __str__(self):
        return self.describe()


def date_difference(starting=None, ending=None, timezone=None):
    start = current_datetime(timezone) if starting is None else as_datetime(starting, timezone)
    end = current_datetime(timezone) if ending is None else as_datetime(ending, timezone)
    return DateDifference(start, end)


def month_of(value, as_word=False, language=None):
    moment = as_datetime(value)
    return calendar.month_name[moment.month] if as_word else moment.month


def day_of(value, language=None):
    return as_datetime(value).day


def year_of(value, language=None):
    return as_datetime(value).year


def dow_of(value, as_word=False, language=None):
    moment = as_datetime(value)
    return calendar.day_name[moment.weekday()] if as_word else moment.isoweekday()
