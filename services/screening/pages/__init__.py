"""The pages under ``/screening/streets/{street}``."""

from services.screening.pages.candidates import candidate_pages
from services.screening.pages.items import item_pages
from services.screening.pages.ledger import ledger_pages

ROUTERS = (ledger_pages, item_pages, candidate_pages)
