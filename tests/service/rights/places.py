"""Where it is decided about rights, and the routes and tests that look at it.

Everything in these functions is changed.  Elsewhere in ``processes`` and ``service`` only this: that a place
asks ``unguarded`` instead of what refuses; ``spots`` finds such places by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

#: One row of each kind of right stands for all of its kind.
ONE_OF_EACH = (
    "account.show",
    "definitions.index",
    "designer.index",
    "instances.index",
    "journal.index",
    "notifications.read_all",
    "operations.index",
    "start.show",
    "retention.index",
)
_SEEN = ("instances.index", "instances.show", "tasks.show", "papers.download", "user-tasks.index")
_DEPUTIES = "processes/commands/deputies processes/commands/deputies_apart"
_APART = (
    f"{_DEPUTIES} processes/commands/segregation processes/engine/segregation processes/engine/user_tasks"
)
_TASKS = (
    f"{_DEPUTIES} processes/commands/user_tasks processes/commands/giving_back "
    "processes/commands/filled_forms processes/commands/leading_on"
)
_WORKED = ("tasks.claim", "tasks.unclaim", "tasks.complete", "tasks.urge", "operations.retry_fault")


@dataclass(frozen=True)
class Place:
    """*only*: the functions of the module that decide about rights; all of them when it is empty.

    *endpoints*: whose cells look at it, beside the views of the module itself.  *tests* do, too: below
    ``tests``, without ``test_`` and ``.py``.
    """

    module: str
    tests: str = ""
    only: tuple[str, ...] = ()
    endpoints: tuple[str, ...] = ()


PLACES = (
    # who gets in, and what a row of the table opens
    Place("service.policy.door", "service/policy/door service/policy/table", endpoints=ONE_OF_EACH),
    Place("service.policy.table", "service/policy/door service/policy/table", endpoints=ONE_OF_EACH),
    Place("service.policy.roles", "service/policy/door", endpoints=ONE_OF_EACH),
    Place("service.policy.scopes", "service/identity/tokens"),
    Place("service.policy.traces", "service/policy/traces", only=("_look", "note_refusal", "_note_reading")),
    Place(
        "service.auth",
        "service/web/login service/web/log_ins service/web/second_factor service/identity/tokens "
        "security/headers",
        only=("_load", "_duty_first", "person", "asking", "unauthorized", "safe_target"),
    ),
    Place("service.bearer", "service/identity/tokens"),
    Place("service.security", "service/identity/tokens", only=("Protection.protect",)),
    Place(
        "service.identity.log_ins",
        "service/identity/log_ins service/web/login service/web/log_ins",
        only=("live_session", "end_session", "end_sessions_of"),
    ),
    Place(
        "service.identity.tokens",
        "service/identity/tokens",
        only=("find_token", "is_live", "revoke_token", "tokens_of"),
    ),
    # who somebody is: posts, deputies, three administrators
    Place("service.identity.separation", "service/identity/separation", endpoints=ONE_OF_EACH),
    Place(
        "service.identity.people",
        "service/identity/office service/identity/deputies service/identity/separation service/background",
        only=(
            "Person.is_auditor",
            "Person.is_staff",
            "Person.sees_all_units",
            "find_person",
            "members_of",
            "people_of",
            "groups_of",
        ),
        endpoints=ONE_OF_EACH,
    ),
    Place(
        "service.identity.posts",
        "service/identity/posts",
        only=("Span.holds", "clash_over_time", "give_post", "end_post", "not_own"),
    ),
    Place("service.identity.administration", "service/web/accounts", only=("change", "switch", "unlock")),
    Place(
        "service.identity.administration",
        "service/web/accounts",
        only=("reset_password", "reset_second_factor"),
    ),
    Place(
        "service.identity.standing",
        "service/identity/capacities service/identity/deputies service/identity/office",
    ),
    Place("service.identity.capacities", "service/identity/capacities service/identity/deputies"),
    Place("service.identity.deputies", "service/identity/capacities service/identity/deputies"),
    # which matters, units and entries somebody sees
    Place(
        "service.policy.matters", "service/policy/matters", endpoints=(*_SEEN, "replay.show", "start.begin")
    ),
    Place(
        "processes.queries.involvement",
        f"processes/queries/involvement {_DEPUTIES}",
        endpoints=(*_SEEN, "replay.show"),
    ),
    Place(
        "service.policy.units",
        "service/web/questions",
        endpoints=("ledger.index", "questions.show", "questions.index"),
    ),
    Place("service.ledgers", "service/ledgers", only=("ask",), endpoints=("ledger.index",)),
    Place("service.web.questions", "service/web/questions", only=("_unit",)),
    Place("service.web.tokens", "service/identity/tokens", only=("_page",)),
    Place(
        "service.web.oidc",
        "service/identity/oidc",
        only=("index", "unlink", "_linked", "_second_factor", "_keeper"),
    ),
    Place(
        "service.web.deputies",
        "service/web/deputies",
        only=("_page", "_row"),
    ),
    # personal data, and what strangers hand in and ask
    Place("service.personal", "service/personal", endpoints=("tasks.show", "user-tasks.show", "replay.show")),
    Place(
        "processes.personal",
        "processes/personal processes/commands/retention",
        only=("unmasked", "unchanged", "masked", "_compared", "_origins"),
    ),
    Place(
        "processes.commands.personal",
        "processes/commands/retention processes/commands/personal",
        only=("_take_over",),
    ),
    Place(
        "service.public.intake",
        "service/public/intake",
        only=("shows_token", "_inquiry", "_received", "_unit"),
    ),
    Place(
        "service.public.receipts", "service/public/intake", endpoints=("public.inquiry", "public_api.inquiry")
    ),
    Place(
        "service.public.reading",
        "service/public/reading",
        only=("entry",),
        endpoints=("public.entry", "public_api.question"),
    ),
    # whose answer is given again
    Place("service.idempotency.keys", "service/idempotency/answers", only=("given", "_who", "_asked")),
    Place("service.idempotency.answers", "service/idempotency/answers", only=("unseal",)),
    Place("service.idempotency.views", "service/idempotency/answers", only=("_known",)),
    # what somebody may do to a task or an instance
    Place("processes.rights", "processes/commands/rights", endpoints=(*_SEEN, *_WORKED)),
    Place(
        "processes.queries.offers",
        f"processes/queries/worklist processes/queries/offers {_DEPUTIES}",
        endpoints=("user-tasks.index", "inbox.show"),
    ),
    Place("processes.engine.elements.segregation", _APART),
    Place("processes.engine.elements.tasks", _APART, only=("PersonalWork.assign", "PersonalWork.allows")),
    Place("processes.commands.user_tasks", _TASKS, endpoints=_WORKED),
    Place(
        "processes.commands.urging",
        "service/web/urging processes/commands/urging",
        endpoints=("tasks.urge",),
    ),
    Place("processes.commands.interventions", "processes/commands/interventions", only=("allowed", "_turn")),
    Place(
        "processes.commands.jobs",
        "processes/commands/interventions processes/jobs/effects",
        only=("retry_job",),
    ),
    Place(
        "processes.commands.retention",
        "processes/commands/retention",
        only=("erase_personal_data", "remove_instance", "_refuse_held", "hold"),
    ),
    Place(
        "service.starting",
        "service/web/start",
        only=("start", "offers"),
        endpoints=("start.begin", "start.show", "process-instances.start"),
    ),
    Place(
        "service.urging",
        "service/web/urging",
        only=("urge", "may"),
        endpoints=("tasks.urge", "user-tasks.urge"),
    ),
)
#: Tests of places that only call what refuses, where no cell sees whether they do.
CALLERS = {
    "processes.queries.operations": "processes/queries/operations",
    "service.web.inbox": "service/identity/deputies",
    "service.web.page": "service/policy/door",
}
