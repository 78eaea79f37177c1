"""An older path to the names of `docassemble.base.util`."""

from alongside import unsupported
from docassemble.base.util import *
from docassemble.base.util import __all__ as __all__

__getattr__ = unsupported.look_up('docassemble.base.core')
