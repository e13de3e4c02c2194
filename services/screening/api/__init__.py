"""The JSON routes under ``/screening/api/streets/{street}``."""

from services.screening.api.candidates import candidates_api
from services.screening.api.items import items_api
from services.screening.api.legs import legs_api
from services.screening.api.papers import papers_api

ROUTERS = (legs_api, items_api, candidates_api, papers_api)
