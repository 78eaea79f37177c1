"""Runs once, while the image is made: brings the runtime's modules and the time zones into memory.

What has to be there in the box has to be there now, as Python objects: files are not part of an image.
The host calls `enter` for each operation and `reseed` before each request.
"""

import importlib
import importlib.abc
import importlib.util
import io
import json
import linecache
import os
import random
import sys
import traceback
import zoneinfo
import zoneinfo._common

# Interviews use these, and importing them late costs far more than a screen does.
for _name in (
    "ast abc base64 bisect builtins calendar codecs collections collections.abc contextlib copy copyreg csv "
    "dataclasses datetime decimal difflib enum fractions functools gc hashlib heapq hmac html html.parser inspect io "
    "itertools json keyword locale math mimetypes numbers operator pickle pprint random re secrets "
    "statistics string struct textwrap time tokenize traceback types typing unicodedata urllib.parse uuid "
    "warnings weakref zlib zoneinfo encodings.idna encodings.latin_1 encodings.ascii encodings.cp1252 encodings.utf_16"
).split():
    importlib.import_module(_name)


class SourceFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds modules whose source is held in memory: {dotted name: (source, is a package, file name)}."""

    def __init__(self, sources):
        self.sources = sources

    def find_spec(self, fullname, path=None, target=None):
        found = self.sources.get(fullname)
        if found is None:
            return None
        return importlib.util.spec_from_loader(fullname, self, origin=found[2], is_package=found[1])

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        source, _package, file = self.sources[module.__name__]
        module.__file__ = file
        exec(compile(source, file, "exec"), module.__dict__)

    def get_source(self, fullname):
        return self.sources[fullname][0]


def install_runtime(sources):
    finder = SourceFinder(sources)
    # Before the path finder: nobody can put another module in our modules' place.
    sys.meta_path.insert(0, finder)
    for source, _package, file in sources.values():
        linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    for name in sorted(sources):
        importlib.import_module(name)


def install_timezones(data):
    length = int.from_bytes(data[:4])
    index = json.loads(data[4 : 4 + length])
    files = {}
    for name, place in index["zones"].items():
        start, size = place
        files.setdefault((start, size), data[4 + length + start : 4 + length + start + size])
    zones = {name: files[tuple(place)] for name, place in index["zones"].items()}

    def load_tzdata(key):
        try:
            return io.BytesIO(zones[key])
        except KeyError:
            raise zoneinfo.ZoneInfoNotFoundError(f"No time zone found with key {key}") from None

    def available_timezones():
        return set(zones)

    zoneinfo._common.load_tzdata = load_tzdata
    zoneinfo._tzpath.available_timezones = available_timezones
    zoneinfo.available_timezones = available_timezones
    zoneinfo.reset_tzpath(to=[])


def enter(text):
    """`+` and the answer, or `-` and what the dispatcher let through."""
    try:
        return "+" + _dispatch(text)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return "-" + "".join(traceback.format_exception(error, limit=-20))[-8000:]


def reseed(seed):
    random.seed(seed)
    return ""


def _read(path, mode):
    with open(path, mode) as file:
        content = file.read()
    os.unlink(path)
    return content


install_timezones(_read("/timezones", "rb"))
install_runtime({name: tuple(entry) for name, entry in json.loads(_read("/runtime.json", "r")).items()})
_dispatch = importlib.import_module("alongside.dispatch").dispatch
