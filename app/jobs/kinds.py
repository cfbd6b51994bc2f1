"""Who does which kind of job; loaded only by those who do them."""

from app.imports.running import HANDLERS as OF_IMPORTS
from app.jobs.working import Handlers

HANDLERS: Handlers = {**OF_IMPORTS}
