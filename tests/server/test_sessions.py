import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insitu_engine.errors import BadValueError, OverQuotaError, SessionExistsError, UnknownSessionError
from insitu_engine.session import Engine
from insitu_server.requests import Patience, once
from insitu_server.sessions import Registry
from insitu_server.settings import Settings


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def registry_of(clock, **settings):
    return Registry(Settings(max_sessions=3, **settings), Engine(), clock)


@pytest.fixture
def registry(clock):
    return registry_of(clock)


def test_session_lives_for_its_lease_and_no_longer(registry, clock):
    registry.create("a", lease=10)

    clock.now += 9.999
    assert registry.reap() == 0
    assert registry.names() == ["a"]
    clock.now += 0.002
    assert registry.reap() == 1
    assert len(registry) == 0


def test_expired_session_is_unknown_before_it_is_reaped(registry, clock):
    registry.create("a", lease=10)
    clock.now += 10

    with pytest.raises(UnknownSessionError, match="its lease expired"):
        registry.get("a")
    assert registry.create("a").core.position == 0


def test_get_renews_and_peek_does_not(registry, clock):
    registry.create("a", lease=10)
    clock.now += 6
    registry.peek("a")
    assert registry.seconds_left(registry.peek("a")) == 4

    registry.get("a")

    assert registry.seconds_left(registry.peek("a")) == 10


def test_session_with_a_writer_never_expires(registry, clock):
    session = registry.create("a", lease=10)

    async def work():
        async with session.writer():
            clock.now += 1000
            assert registry.reap() == 0
            assert registry.get("a") is session
        assert registry.seconds_left(session) == 10

    asyncio.run(work())


def test_session_with_a_waiting_writer_never_expires(registry, clock):
    session = registry.create("a", lease=10)

    async def work():
        async with session.writer():
            waiting = asyncio.create_task(wait())
            await asyncio.sleep(0)
        clock.now += 1000
        assert registry.reap() == 0
        await waiting

    async def wait():
        async with session.writer():
            pass

    asyncio.run(work())


def test_writers_take_turns(registry):
    session = registry.create("a")
    order = []

    async def write(name):
        async with session.writer():
            order.append(f"{name} begins")
            await asyncio.sleep(0)
            order.append(f"{name} ends")

    async def work():
        await asyncio.gather(write(1), write(2), write(3))

    asyncio.run(work())

    assert order == [f"{name} {what}" for name in (1, 2, 3) for what in ("begins", "ends")]


def test_writer_that_waited_for_a_deleted_session_is_told(registry):
    session = registry.create("a")

    async def work():
        async with session.writer():
            deleting = asyncio.create_task(registry.delete("a"))
            waiting = asyncio.create_task(write())
            await asyncio.sleep(0)
        await deleting
        with pytest.raises(UnknownSessionError):
            await waiting

    async def write():
        async with session.writer():
            raise AssertionError("it is gone")

    asyncio.run(work())


def test_existing_session_is_taken_or_refused(registry):
    made = registry.create("a")

    assert registry.create("a", allow_existing=True) is made
    with pytest.raises(SessionExistsError):
        registry.create("a")


def test_name_is_made_up(registry):
    assert registry.create("").name != registry.create("").name


def test_number_of_sessions_is_bounded(registry, clock):
    for name in "abc":
        registry.create(name, lease=10)
    with pytest.raises(OverQuotaError, match="has 3 sessions"):
        registry.create("d")

    clock.now += 10

    assert registry.create("d").name == "d"


@pytest.mark.parametrize("lease", [0, -1, 0.99, 86401])
def test_lease_is_bounded(registry, lease):
    with pytest.raises(BadValueError, match="expected 1 to 86400 s"):
        registry.create("a", lease=lease)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 12)), max_size=30))
def test_no_lease_ends_early_or_is_reaped_late(steps):
    clock = Clock()
    registry = registry_of(clock)
    touched = {}
    for name, pause in steps:
        clock.now += pause
        registry.reap()
        alive = {key for key, at in touched.items() if clock.now < at + 10}
        assert set(registry.names()) == alive
        touched = {key: touched[key] for key in alive}
        registry.create(name, lease=10, allow_existing=True)
        touched[name] = clock.now


# --- requests --------------------------------------------------------------------------------------------------------


def test_request_that_was_never_begun_frees_its_id():
    requests = {}

    async def impatient(patience):
        await asyncio.sleep(0.02)
        patience.require()

    async def work():
        with pytest.raises(TimeoutError):
            await once(requests, "r", b"d", 0.001, impatient)

    asyncio.run(work())

    assert requests == {}


def test_second_attempt_lends_its_patience_to_the_first():
    async def work():
        patience = Patience()
        first = patience.join(0.0)
        second = patience.join(None)
        patience.leave(first)
        patience.require()
        patience.leave(second)
        with pytest.raises(TimeoutError, match="nothing was applied"):
            patience.require()

    asyncio.run(work())
