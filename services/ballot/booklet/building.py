"""Building the booklet or a supplement: gathered, set off the event loop, kept, then noted."""

from dataclasses import replace

from chassis.core.decision import Change
from chassis.core.digests import digests, sm3_there
from chassis.core.documents import Changed
from chassis.core.text import Nothing
from chassis.rooms.copies import charter_of
from chassis.rooms.files.attachments import PDF
from chassis.rooms.files.reference import FULL, FileRef
from chassis.rooms.files.store import FileStore
from chassis.rooms.files.sweeping import Kept
from chassis.rooms.papers import Paper
from chassis.rooms.papers.pdf import pages_of
from chassis.web.command import Order
from services.ballot.agenda.item import standing
from services.ballot.booklet import content
from services.ballot.booklet.binding import bound_files, set_bound
from services.ballot.booklet.content import Papers
from services.ballot.booklet.domain import (
    Booklet,
    BookletKind,
    changed_meanwhile,
    changed_since,
    check_room,
    in_force,
    no_booklet,
    nothing_changed,
)
from services.ballot.kinds import SESSIONS, SLATES
from services.ballot.material.domain import Material
from services.ballot.material.queries import ORDER, materials_of, newest
from services.ballot.member.queries import members_called
from services.ballot.roles import said_name
from services.ballot.session.domain import SESSION, Session
from services.ballot.session.settling import session_of

BOOKLET_FILES = Kept(SESSIONS, lambda session: [one.file for one in session.booklets])


async def build(order: Order[Nothing]) -> Changed[Session]:
    """A new version of the whole booklet, from what the session holds now (W-06)."""
    papers = await gathered(order)
    SESSION.move(papers.session.status, "build")
    check_room(papers.session.booklets)
    no = 1 + sum(one.kind is BookletKind.FULL for one in papers.session.booklets)
    paper = content.booklet(papers, no)
    return await _issue(order, papers, paper, BookletKind.FULL, no)


async def supplement(order: Order[Nothing]) -> Changed[Session]:
    """补充材料: only the papers that nothing in force holds yet; pages are counted on."""
    papers = await gathered(order)
    SESSION.move(papers.session.status, "supplement")
    force = in_force(papers.session.booklets)
    if not force:
        raise no_booklet()
    check_room(papers.session.booklets)
    fresh = set(changed_since(force, [one.key for one in papers.materials]))
    if not fresh:
        raise nothing_changed()
    changed = [one for one in papers.materials if one.key in fresh]
    only = replace(papers, slate=(), materials=changed, members=())
    paper = content.supplement(only, len(force), force[-1].last_page + 1)
    return await _issue(order, only, paper, BookletKind.SUPPLEMENT, len(force))


async def gathered(order: Order[Nothing]) -> Papers:
    """Everything that a booklet of the session is made of, as it stands now."""
    ctx, street = order.ctx, order.street
    session = (await session_of(ctx, street, order.key)).state
    slate = await ctx.store.get(SLATES.key(street, session.cycle))
    materials = in_order(session, newest(await materials_of(ctx, street, order.key)))
    return Papers(
        charter=await charter_of(ctx, street),
        session=session,
        slate=session.items or (slate.state.items if slate else ()),
        materials=materials,
        members=await members_called(ctx, street, session),
        on=order.today,
        bound=await bound_files(ctx, street, materials),
    )


def in_order(session: Session, materials: list[Material]) -> list[Material]:
    """The papers of items that are still on the agenda, in its order."""
    places = {one.id: n for n, one in enumerate(standing(session.agenda))}
    kept = [one for one in materials if one.item in places]
    return sorted(kept, key=lambda one: (places[one.item], ORDER.index(one.kind)))


async def _issue(
    order: Order[Nothing], papers: Papers, paper: Paper, kind: BookletKind, no: int
) -> Changed[Session]:
    data = await set_bound(order.ctx, order.street, paper, order.at)
    said = digests(data, sm3=sm3_there())
    one = Booklet(
        kind=kind, no=no, first_page=paper.first_page, pages=pages_of(data),
        sha256=said.sha256, sm3=said.sm3, holds=tuple(m.key for m in papers.materials),
        file=await _keep(order, paper, data, said.sha256), at=order.at, by=said_name(order.person),
    )  # fmt: skip
    known = papers.session.booklets

    def decide(state: Session) -> Change[Session]:
        SESSION.move(state.status, "build" if kind is BookletKind.FULL else "supplement")
        if state.booklets != known:
            raise changed_meanwhile()
        return Change(state.model_copy(update={"booklets": (*known, one)}))

    return await order.change(SESSIONS, decide)


async def _keep(order: Order[Nothing], paper: Paper, data: bytes, sha256: str) -> FileRef:
    owner = BOOKLET_FILES.owner(order.street, order.key)
    file = owner.file_id(sha256)
    await FileStore(order.ctx.store.engine).put(owner, file, FULL, data, order.at)
    name = "".join(paper.title.splitlines()) + PDF.extension
    return FileRef(
        id=file, name=name, type=PDF.type, bytes=len(data), sha256=sha256,
        added_by=order.person.sub, added_at=order.at,
    )  # fmt: skip
