"""The JSON routes under ``/intake/api/streets/{street}``."""

from services.intake.api.commands import commands_api
from services.intake.api.imports import imports_api
from services.intake.api.photos import photos_api
from services.intake.api.reading import reading_api

ROUTERS = (imports_api, reading_api, commands_api, photos_api)
