"""The monthly sample: nobody chooses it, every line is looked at, and then it stays as it is."""

from datetime import date

import psycopg
import pytest

from db.context import SETTING
from db.log import samples
from db.log.samples import Look, Outcome, month_before
from db.logins import Login
from tests.db.log.conftest import ELSEWHERE, MONTH, OFFICER, Log


def drawn(log: Log) -> int:
    return log.do(lambda act: samples.draw(act, MONTH))


def tick(log: Log, sample: int, place: int, outcome: Outcome = Outcome.IN_ORDER) -> bool:
    remark = "asked the unit" if outcome is Outcome.LOOK_INTO else None
    look = Look(sample=sample, place=place, outcome=outcome, remark=remark)
    return log.do(lambda act: samples.tick(act, look, 1))


def test_twenty_lines_are_drawn_with_those_of_the_rooms_first(log: Log) -> None:
    sample = drawn(log)
    found = log.do(lambda act: samples.sample_lines(act, sample))
    assert [each["place"] for each in found] == list(range(1, 21))
    assert [each["area"] for each in found[:5]] == ["social"] * 5
    assert "social" not in {each["area"] for each in found[5:]}
    told = log.do(lambda act: samples.sample(act, sample))
    assert told is not None
    assert (told["lines"], told["drawn_by"]) == (65, "Eva")


def test_many_reads_of_the_rooms_leave_room_for_the_rest(log: Log) -> None:
    """Whoever hides behind them in an export or a change of rights is drawn as well."""
    log.by_hand(
        "insert into audit.line (at, municipality_code, account_id, role, login, action, area)"
        " select timestamptz '2026-09-06 10:00+02', '0360', 3, 'atlas_planner', 'x', action, area"
        " from generate_series(1, 50) n cross join"
        " (values ('read', 'social'), ('export', 'work')) as w (action, area)"
    )
    sample = drawn(log)
    found = log.do(lambda act: samples.sample_lines(act, sample))
    kinds = [
        2 if each["action"] in {"update", "event"} else int(each["area"] != "social")
        for each in found
    ]
    assert kinds == [0] * 12 + [1] * 4 + [2] * 4


def test_to_draw_again_gives_the_same(log: Log) -> None:
    """Also after somebody threw the first away: the lot follows from month and municipality."""
    sample = drawn(log)
    first = [each["line_id"] for each in log.do(lambda act: samples.sample_lines(act, sample))]
    assert drawn(log) == sample
    log.by_hand("delete from audit.sample_line; delete from audit.sample")
    again = drawn(log)
    assert [
        each["line_id"] for each in log.do(lambda act: samples.sample_lines(act, again))
    ] == first


def test_each_municipality_has_its_own(log: Log) -> None:
    mine = drawn(log)
    other = log.do(lambda act: samples.draw(act, MONTH), ELSEWHERE)
    assert other != mine
    assert log.do(lambda act: samples.sample(act, mine), ELSEWHERE) is None
    assert log.do(lambda act: samples.sample_lines(act, mine), ELSEWHERE) == []
    look = Look(sample=mine, place=1, outcome=Outcome.IN_ORDER, remark=None)
    assert not log.do(lambda act: samples.tick(act, look, 2), ELSEWHERE)


@pytest.mark.parametrize("month", (date(2026, 9, 2), date.today().replace(day=1)))  # noqa: DTZ011 -- a month that is not over anywhere
def test_a_month_is_drawn_from_when_it_is_over(log: Log, month: date) -> None:
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="when it is over"):
        log.do(lambda act: samples.draw(act, month))


def test_a_sample_is_finished_when_every_line_was_looked_at(log: Log) -> None:
    sample = drawn(log)
    assert not log.do(lambda act: samples.is_done(act, MONTH))
    for place in range(1, 20):
        assert tick(log, sample, place)
    assert not log.do(lambda act: samples.finish(act, sample, 1))
    assert tick(log, sample, 20, Outcome.LOOK_INTO)
    assert log.do(lambda act: samples.finish(act, sample, 1))
    assert log.do(lambda act: samples.is_done(act, MONTH))
    # What is finished stays as it is.
    assert not tick(log, sample, 1, Outcome.LOOK_INTO)
    assert not log.do(lambda act: samples.finish(act, sample, 1))
    (row,) = log.do(samples.samples)
    assert (row["drawn"], row["looked_at"], row["look_into"]) == (20, 20, 1)


def test_nobody_finishes_by_hand_what_was_not_looked_at(log: Log) -> None:
    """The policy asks too, whatever the statement says."""
    sample = drawn(log)
    statement = "update audit.sample set finished_by = 1, finished_at = now() where id = %s"

    def finish(log: Log) -> None:
        with psycopg.connect(log.database.conninfo(Login.STAFF)) as connection:
            connection.execute("set local role atlas_data_protection_officer")
            connection.execute(
                "select set_config(%s, %s, true)", [SETTING, OFFICER.token(log.database)]
            )
            connection.execute(statement, [sample])

    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        finish(log)


def test_nobody_ticks_off_in_anothers_name(log: Log) -> None:
    sample = drawn(log)
    look = Look(sample=sample, place=1, outcome=Outcome.IN_ORDER, remark=None)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        log.do(lambda act: samples.tick(act, look, 3))


def test_what_is_to_be_looked_into_says_why(log: Log) -> None:
    sample = drawn(log)
    look = Look(sample=sample, place=1, outcome=Outcome.LOOK_INTO, remark=" ")
    with pytest.raises(psycopg.errors.CheckViolation):
        log.do(lambda act: samples.tick(act, look, 1))


def test_what_is_done_with_a_sample_is_told_without_its_words(log: Log) -> None:
    sample = drawn(log)
    tick(log, sample, 1, Outcome.LOOK_INTO)
    told = log.by_hand(
        "select action, table_name, account_id, detail::text like '%asked%' from audit.line"
        " where area = 'audit' order by id"
    )
    assert told == [("insert", "sample", 1, False), ("update", "sample_line", 1, False)]


@pytest.mark.parametrize(
    ("day", "month"),
    (
        (date(2026, 11, 22), date(2026, 10, 1)),
        (date(2026, 1, 1), date(2025, 12, 1)),
        (date(2024, 3, 31), date(2024, 2, 1)),
    ),
)
def test_the_month_that_was_over_last(day: date, month: date) -> None:
    assert month_before(day) == month
