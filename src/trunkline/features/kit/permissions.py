"""Who may do what: the one table of roles and permissions. Permission names are stable."""

from __future__ import annotations

AGENT = frozenset(
    {
        "work.handle",
        "work.dial_out",
        "callbacks.read",
        "calls.pick_up",
        "calls.read_own",
        "recordings.play_own",
        "customers.read",
        "customers.write",
        "board.read_own",
        "messages.use",
        "abandoned.work",
        "voice_mail.use",
    }
)
SUPERVISOR = AGENT | {
    "board.read",
    "calls.read",
    "calls.export",
    "recordings.play",
    "users.read",
    "queues.read",
    "skills.read",
    "caller_lists.read",
    "callers.block",
    "calls.listen",
    "calls.barge",
    "alarms.read",
    "messages.send",
    "bulletins.write",
    "alarms.acknowledge",
    "calls.take_over",
    "calls.force_end",
    "agents.force_state",
    "queues.move",
    "callbacks.cancel",
    "callbacks.export",
    "agents.lend",
    "abandoned.read",
    "voice_mail.read",
    "trunks.watch",
}
ADMINISTRATOR = SUPERVISOR | {
    "users.write",
    "queues.write",
    "skills.write",
    "numbers.read",
    "numbers.write",
    "trunks.read",
    "trunks.write",
    "caller_lists.write",
    "hours.read",
    "hours.write",
    "flows.read",
    "prompts.read",
    "prompts.write",
    "settings.read",
    "settings.write",
    "audit.read",
    "phones.read",
    "alarms.write",
}
OPERATOR = ADMINISTRATOR | {"tenants.read", "tenants.write"}

ROLES: dict[str, frozenset[str]] = {
    "agent": AGENT,
    "supervisor": SUPERVISOR,
    "administrator": ADMINISTRATOR,
    "operator": OPERATOR,
}
ALL = OPERATOR


def permissions_of(role: str) -> frozenset[str]:
    """What a role may do; nothing for a role that does not exist."""
    return ROLES.get(role, frozenset())


def roles_with(permission: str) -> frozenset[str]:
    """Roles that have a permission."""
    return frozenset(role for role, held in ROLES.items() if permission in held)


def may_manage(role: str, other: str) -> bool:
    """Whether who has a role may give, change or take away another role: only one that holds no more than the own."""
    return permissions_of(other) <= permissions_of(role)
