"""The pages of this service: sessions and results under ``/ballot/streets``, the vote itself."""

from services.ballot.pages.desk import desk_pages
from services.ballot.pages.paper import paper_pages
from services.ballot.pages.piles import pile_pages
from services.ballot.pages.sessions import session_pages
from services.ballot.pages.vote import vote_pages

ROUTERS = (session_pages, desk_pages, paper_pages, pile_pages, vote_pages)
