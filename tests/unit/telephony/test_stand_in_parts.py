import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from telephony.simulator.faults import BadFault, Faults, Kind
from telephony.simulator.messages import INBOUND, OUTBOUND, Message, Messages, new_sid
from telephony.simulator.timeline import Timeline

NOW = datetime(2026, 11, 20, 9, 12, tzinfo=UTC)
LINE, PHONE = "+441614960100", "+447700900101"


def a_message(direction: str = OUTBOUND, **more: object) -> Message:
    ends = (PHONE, LINE) if direction == INBOUND else (LINE, PHONE)
    values = {"status": "queued", "made_at": NOW, "changed_at": NOW, "body": "Hello"} | more
    return Message(sid=new_sid(), direction=direction, from_=ends[0], to=ends[1], **values)  # type: ignore[arg-type]


def test_a_fault_happens_as_often_as_asked_and_to_whom() -> None:
    faults = Faults()
    faults.add({"kind": "refuse", "code": 21211, "to": PHONE, "times": 2})
    assert faults.take(Kind.REFUSE, "+447700900102") is None
    assert [getattr(faults.take(Kind.REFUSE, PHONE), "code", None) for _ in range(3)] == [21211, 21211, None]
    assert faults.active() == []


def test_a_standing_fault_stays_until_cleared_and_an_outage_ends_by_itself() -> None:
    faults = Faults()
    faults.add({"kind": "list_lag", "seconds": 5})
    assert faults.take(Kind.LIST_LAG) == faults.take(Kind.LIST_LAG) is not None
    faults.clear()
    assert faults.find(Kind.LIST_LAG) is None
    faults.add({"kind": "outage", "seconds": 1e-9})
    threading.Event().wait(0.01)
    assert faults.find(Kind.OUTAGE) is None


@pytest.mark.parametrize(
    "wish",
    [{}, {"kind": "gremlins"}, {"kind": "hang", "seconds": "long"}, {"kind": "hang", "seconds": 1e9},
     {"kind": "refuse", "times": -1}, {"kind": "hang", "seconds": "nan"}],
)  # fmt: skip
def test_a_fault_that_makes_no_sense_is_refused(wish: dict[str, object]) -> None:
    with pytest.raises(BadFault):
        Faults().add(wish)


def test_threads_and_opt_outs_outlive_a_run(tmp_path: Path) -> None:
    path = tmp_path / "stand-in.db"
    first = Messages(path)
    kept = first.add(a_message(media=("https://media.example/1",), sent_at=NOW))
    first.change(kept.sid, status="sent")
    first.add(a_message(INBOUND))
    first.opt(LINE, PHONE, out=True)
    first.close()

    second = Messages(path)
    assert second.find(kept.sid) == second.all()[0]
    assert second.all()[0].status == "sent"
    assert second.all()[0].media == ("https://media.example/1",)
    assert second.all()[1].phone == PHONE
    assert second.is_out(LINE, PHONE)
    later = second.add(a_message())
    assert (later.order, later.number) == (3, 4)
    second.opt(LINE, PHONE, out=False)
    second.forget()
    second.close()

    third = Messages(path)
    assert (third.all(), third.is_out(LINE, PHONE)) == ([], False)
    third.close()


def test_only_newer_messages_are_news() -> None:
    messages = Messages()
    one, two = messages.add(a_message()), messages.add(a_message())
    assert [message.sid for message in messages.newer_than(one.number)] == [two.sid]
    messages.change(one.sid, status="sent")
    assert [message.sid for message in messages.newer_than(two.number)] == [one.sid]
    before = messages.epoch
    messages.forget()
    assert messages.epoch != before


def test_the_timeline_keeps_order_and_knows_when_all_is_done() -> None:
    timeline, done = Timeline(), []
    timeline.after(0.06, lambda: done.append("late"))
    timeline.after(0.0, lambda: done.append("soon"))
    assert timeline.settle(5)
    assert done == ["soon", "late"]
    assert timeline.call(lambda: 7).result(5) == 7
    timeline.close()


def test_nothing_starts_while_the_timeline_is_held() -> None:
    timeline, done = Timeline(), []
    timeline.hold(60)
    timeline.after(0.0, lambda: done.append("x"))
    assert not timeline.settle(0.05)
    assert done == []
    timeline.hold(0)
    assert timeline.settle(5)
    assert done == ["x"]
    timeline.close()


def test_a_failed_action_is_told_and_does_not_stop_the_rest(caplog: pytest.LogCaptureFixture) -> None:
    timeline = Timeline()
    with pytest.raises(ZeroDivisionError):
        timeline.call(lambda: 1 // 0).result(5)
    assert timeline.call(lambda: "on").result(5) == "on"
    timeline.close()
    assert "an action of the stand-in failed" in caplog.text
