"""Small diagrams whose verdict is known: what is wrong with each, and where."""

from __future__ import annotations

from bpmn.model import Model
from tests.bpmn.drawing import flow
from tests.bpmn.soundness.sketches import body, border, end, model, part

Flaws = set[tuple[str, str]]
FAIL = end("efail", "error", "error1")
CALLED = f'<process id="q" isExecutable="true">{body("sq aq eq")}</process>'
STUCK = f'<process id="q" isExecutable="true">{body("sq xq aq pq eq", "xq bq pq")}</process>'
CALL = '<callActivity id="call" calledElement="q"/>'
FAILING = part("part", "si xi ai ei", "xi efail", inside=FAIL)
CAUGHT, ANY = border("w", "part", "error", names="error1"), border("w", "part", "error")
REPEATED = (
    '<userTask id="a"><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>'
    "</multiInstanceLoopCharacteristics></userTask>"
)


def _m(*chains: str, inside: str = "", more: str = "") -> Model:
    return model(body(*chains, inside=inside), more)


SOUND: dict[str, Model] = {
    "a line": _m("s a b e"),
    "nothing between start and end": _m("s e"),
    "a choice that closes": _m("s x a xj e", "x b xj"),
    "a choice of ends": _m("s x a e1", "x b e2"),
    "branches that close": _m("s p a pj e", "p b pj"),
    "branches that each end": _m("s p a e1", "p b e2"),
    "branches that end at one end": _m("s p a e", "p b e"),
    "branches, one of which chooses its end": _m("s p a x b e1", "x e2", "p c e3"),
    "branches that close without an element between": _m("s p pj e", "p b pj"),
    "an inclusive choice that closes": _m("s i a ij e", "i b ij", "i c ij"),
    "an inclusive choice whose ways end": _m("s i a e1", "i b e2"),
    "branches that an inclusive gateway closes": _m("s p a ij b e", "p c ij"),
    "a choice that an inclusive gateway closes": _m("s x a ij b e", "x c ij"),
    "a way back": _m("s xm a x e", "x xm"),
    "a way back with a task on it": _m("s xm a x e", "x b xm"),
    "a way back over branches": _m("s xm p a pj x e", "p b pj", "x xm"),
    "a way back within a branch": _m("s p xm a x pj e", "x xm", "p b pj"),
    "a way back into an inclusive choice": _m("s xm i a ij x e", "i b ij", "x xm"),
    "branches within a choice": _m("s x p a pj xj e", "p b pj", "x c xj"),
    "branches within branches": _m("s p1 p2 a p3 p4 e", "p2 b p3", "p1 c p4"),
    "branches that close crosswise": _m("s p1 p2 a pj1 pj2 e", "p2 b pj2", "p1 c pj1"),
    "a choice between branches that close": _m("s p x a xj pj e", "x b xj", "p c pj"),
    "a choice with two arrows to one join": _m("s x pj b e", inside=flow("x", "pj", "true").replace("x-pj", "again")),
    "a terminate end": _m("s x a e", "x b t"),
    "a terminate end that takes the other branch with it": _m("s p a t", "p b e"),
    "a terminate end that saves it from standing still": _m("s p x a pj e", "x t", "p b pj"),
    "a subprocess": _m("s part b e", inside=part("part", "si ai ei")),
    "a subprocess with branches that end": _m("s part e", inside=part("part", "si pi ai ei", "pi bi ei2")),
    "a terminate end in a subprocess": _m("s part b e", inside=part("part", "si pi ai ti", "pi bi ei")),
    "a step for several": _m("s a b e", inside=REPEATED),
    "a timer that stops a task": _m("s a e", "w b e2", inside=border("w", "a")),
    "a timer that stops a task and comes back": _m("s a x e", "w b x", inside=border("w", "a")),
    "a reminder beside a task": _m("s a e", "w b e2", inside=border("w", "a", stops=False)),
    "reminders in both branches": _m(
        "s p a pj e", "p b pj", "w c e2", "v1 d e3",
        inside='<userTask id="a"/><userTask id="b"/>' + border("w", "a", stops=False) + border("v1", "b", stops=False),
    ),
    "a timer that stops one branch, closed by an inclusive gateway": _m(
        "s p a ij d e", "p b ij", "w c ij", inside=border("w", "a")
    ),
    "a timer that stops a subprocess": _m("s part e", "w b e2", inside=part("part", "si ai ei") + border("w", "part")),
    "an error that is caught": _m("s part b e", "w c e2", inside=FAILING + CAUGHT),
    "an error caught by one that catches all": _m("s part b e", "w c e2", inside=FAILING + ANY),
    "an error that nobody catches": _m("s x a e", "x efail", inside=FAIL),
    "an error out of a subprocess that ends all": _m("s p part pj e", "p b pj", inside=FAILING),
    "events of which the first decides": _m("s v m1 a e", "v m2 b e2"),
    "events that lead together": _m("s v m1 xj a e", "v m2 xj"),
    "a called process": _m("s call b e", inside=CALL, more=CALLED),
    "two ways out of a task": _m("s a b pj e", "a c pj"),
    "two ways into an end": _m("s p a e", "p e"),
    "two starts": _m(
        "s1 a e", "s2 b e", inside="".join(
            f'<startEvent id="s{n}"><messageEventDefinition messageRef="m{n}-message"/></startEvent>' for n in (1, 2)
        ),
    ),
    "an event subprocess": _m("s a e", inside=part(
        "part", "si bi ei", said='triggeredByEvent="true"',
        inside='<startEvent id="si"><messageEventDefinition messageRef="m1-message"/></startEvent>',
    )),
}  # fmt: skip

UNSOUND: dict[str, tuple[Model, Flaws]] = {
    "a choice closed by a join": (_m("s x a pj e", "x b pj"), {("deadlock", "pj")}),
    "a choice closed by a join, with work behind": (_m("s x a pj c e", "x b pj"), {("deadlock", "pj")}),
    "an inclusive choice closed by a join": (_m("s i a pj e", "i b pj"), {("deadlock", "pj")}),
    "a branch that may end before the join": (_m("s p x a pj e", "x e2", "p b pj"), {("left", "pj")}),
    "a branch that may leave, the other one waits": (_m("s p a x pj b e", "x e2", "p c pj"), {("left", "pj")}),
    "a way back from behind the join to one branch": (_m("s p a pj x e", "p b pj", "x a"), {("deadlock", "pj")}),
    "a way back out of the branches": (
        _m("s xm p a x pj e", "x xm", "p b pj"), {("doubled", "b")}
    ),
    "a way back into a join": (_m("s pj a x e", "x pj"), {("deadlock", "pj")}),
    "branches closed by a choice": (_m("s p a xj c e", "p b xj"), {("doubled", "c")}),
    "branches that both lead to a task": (_m("s p a c e", "p b c"), {("doubled", "c")}),
    "an inclusive choice closed by an exclusive gateway": (_m("s i a xj c e", "i b xj"), {("doubled", "c")}),
    "two ways out of a task that both lead to a task": (_m("s a b d e", "a c d"), {("doubled", "d")}),
    "branches closed by a choice of ends with work": (_m("s p a xj c e", "p b xj", "xj d e2"), {
        ("doubled", "c")}),
    "branches closed by a choice, then by a join": (_m("s p a xj pj e", "p b xj", "p c pj"), {("left", "pj")}),
    "three branches, two closed by a choice": (
        _m("s p a xj pj f e", "p b xj", "p c pj"), {("left", "pj")}
    ),
    "a reminder that comes back into the way": (
        _m("s a xj b e", "w c xj", inside=border("w", "a", stops=False)), {("doubled", "b")}
    ),
    "a timer that leaves the branches": (
        _m("s p a pj e", "p b pj", "w c e2", inside=border("w", "a")), {("left", "pj")}
    ),
    "a timer that is joined with the task it stops": (
        _m("s a pj e", "w b pj", inside=border("w", "a")), {("deadlock", "pj")}
    ),
    "a reminder that is joined with its task": (
        _m("s a pj e", "w b pj", inside=border("w", "a", stops=False)), {("deadlock", "pj")}
    ),
    "events closed by a join": (_m("s v m1 a pj e", "v m2 b pj"), {("deadlock", "pj")}),
    "two joins that wait for each other": (
        _m("s p xa pa a xb e", "p xc pc c xd e2", "xb pc", "xd pa"), {("deadlock", "pa"), ("deadlock", "pc")}
    ),
    "a loop without a way out": (_m("s xm a b xm"), {("endless", "xm")}),
    "a choice that leads into a loop without a way out": (
        _m("s x a e", "x xm b xm"), {("endless", "xm")}
    ),
    "a loop without a way out beside an end": (_m("s p a e", "p xm b xm"), {("endless", "xm")}),
    "an error that nothing throws": (
        _m("s part b e", "w c e2", inside=part("part", "si ai ei") + border("w", "part", "error", names="error1")),
        {("dead", "w")},
    ),
    "an error that another is thrown of": (
        _m("s part b e", "w c e2", inside=FAILING + border("w", "part", "error", names="error2")), {("dead", "w")}
    ),
    "an escalation that nothing throws": (
        _m("s a e", "w c e2", inside=border("w", "a", "escalation", names="escalation1", stops=False)), {("dead", "w")}
    ),
    "an error subprocess that nothing begins": (
        _m("s a e", inside=part("part", "si bi ei", said='triggeredByEvent="true"',
           inside='<startEvent id="si"><errorEventDefinition errorRef="error1"/></startEvent>')), {("dead", "part")}
    ),
    "a subprocess that stands still": (
        _m("s a part b e", inside=part("part", "si xi ai pi ei", "xi bi pi")), {("deadlock", "pi")}
    ),
    "a subprocess in a subprocess that stands still": (
        _m("s a part b e", inside=part("part", "si two ei", inside=part("two", "si2 xi ai pi ei2", "xi bi pi"))),
        {("deadlock", "pi")},
    ),
    "a subprocess in a branch that stands still": (
        _m("s p part pj e", "p b pj", inside=part("part", "si xi ai pi ei", "xi bi pi")), {("deadlock", "pi")}
    ),
    "a subprocess with a branch left over": (
        _m("s part e", inside=part("part", "si pi xi ai pj ei", "xi ei2", "pi bi pj")), {("left", "pj")}
    ),
    "a called process that stands still": (_m("s call e", inside=CALL, more=STUCK), {("deadlock", "pq")}),
    "a choice inside branches that skips the join": (
        _m("s p x a pj c e", "p b pj", "x d e2"), {("left", "pj")}
    ),
    "an inclusive choice whose one way skips the join": (_m("s i a pj e", "i b pj", "i c e2"), {
        ("deadlock", "pj")}),
}  # fmt: skip

assert len(SOUND) + len(UNSOUND) >= 60
