"""The threads of the embedded engine: one that writes, a few that read.

The writer takes everything that waits for it into one transaction, each job behind a savepoint of
its own: many changes at once share one flush to the disk, and one that fails takes no other with
it. A job is answered only after the flush; a transaction of jobs that want none is not flushed,
and lies in the log before all that come after it.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

BATCH = 500


@dataclass
class Job:
    """Something to do on a connection, and who waits for the answer."""

    run: Callable[[Any], Any]
    future: "asyncio.Future[Any]"
    flushed: bool = True
    answer: Any = None
    error: Exception | None = None


Jobs = SimpleQueue[Job | None]


class Lane(threading.Thread):
    """A thread that runs the jobs of a queue on its connection; ``None`` in the queue ends it."""

    def __init__(self, name: str, connection: Any, jobs: Jobs) -> None:
        super().__init__(name=name, daemon=True)
        self.connection = connection
        self.jobs = jobs

    def run(self) -> None:
        """Run the waiting jobs and hand back their results, until ``None`` comes."""
        while (job := self.jobs.get()) is not None:
            batch = [job, *self.waiting()]
            self.work(batch)
            _answer(batch)
        self.connection.close()

    def waiting(self) -> Iterator[Job]:
        """Further jobs for the same batch: none for a reader, another one may run them."""
        return iter(())

    def work(self, batch: list[Job]) -> None:
        """Run the jobs of a batch."""
        for job in batch:
            self.attempt(job)

    def attempt(self, job: Job) -> None:
        """Run one job and keep what came of it."""
        try:
            job.answer = job.run(self.connection)
        except Exception as error:
            job.error = error


class Writer(Lane):
    """The lane that writes: one transaction for all that waits."""

    flushing = True

    def waiting(self) -> Iterator[Job]:
        """Up to ``BATCH`` further jobs without waiting for one."""
        with contextlib.suppress(Empty):
            for _ in range(BATCH):
                job = self.jobs.get_nowait()
                if job is None:
                    self.jobs.put(None)  # the end comes after what was asked before it
                    return
                yield job

    def work(self, batch: list[Job]) -> None:
        """Run a batch in one transaction, each job behind a savepoint of its own."""
        try:
            self.flush(any(job.flushed for job in batch))
            self.connection.execute("BEGIN IMMEDIATE")
            if len(batch) == 1:
                self.alone(batch[0])
            else:
                for job in batch:
                    self.attempt(job)
            self.connection.execute("COMMIT")
        except Exception as error:
            for job in batch:
                job.error = error
            self.give_up()

    def flush(self, wanted: bool) -> None:
        """Switch whether commits wait for the disk (``synchronous=FULL``) from now on."""
        if wanted != self.flushing:
            self.connection.execute(f"PRAGMA synchronous={'FULL' if wanted else 'NORMAL'}")
            self.flushing = wanted

    def alone(self, job: Job) -> None:
        """One job that needs no savepoint: where it fails, all of the transaction is undone."""
        super().attempt(job)
        if job.error:
            raise job.error

    def give_up(self) -> None:
        """Undo a failed transaction; a second disk error is ignored, so that the thread goes on."""
        with contextlib.suppress(Exception):
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")

    def attempt(self, job: Job) -> None:
        """One job behind its savepoint. Raises where the whole transaction is lost."""
        self.connection.execute("SAVEPOINT job")
        super().attempt(job)
        if job.error and not self.connection.in_transaction:
            raise job.error  # a full disk ends the transaction, also for those before
        if job.error:
            self.connection.execute("ROLLBACK TO job")
        self.connection.execute("RELEASE job")


def _answer(batch: Sequence[Job]) -> None:
    for loop in {job.future.get_loop() for job in batch}:
        jobs = [job for job in batch if job.future.get_loop() is loop]
        with contextlib.suppress(
            RuntimeError
        ):  # the event loop was closed: nobody waits for the answers any more
            loop.call_soon_threadsafe(_tell, jobs)


def _tell(jobs: Sequence[Job]) -> None:
    for job in jobs:
        if job.future.done():
            continue  # whoever asked was cancelled
        if job.error:
            job.future.set_exception(job.error)
        else:
            job.future.set_result(job.answer)
