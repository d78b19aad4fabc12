"""How long the shared tables are kept, and those of Django, knox and allauth."""

from core.due_to_go import DUE
from core.retention import Retention, Rule

__all__ = ["DUE", "REPORT", "RULES"]

REPORT = "The report's own content, or a document it cites."
RULES = (
    Rule("core.Theme", Retention.PUBLIC_RECORD, "id slug name summary", REPORT),
    Rule(
        "core.Document",
        Retention.PUBLIC_RECORD,
        "id slug symbol symbol_corrected title kind publisher published_on url note",
        REPORT,
    ),
    Rule(
        "core.LinkCheck",
        Retention.PUBLIC_RECORD,
        "id document address outcome status checked_at answered_at",
        "Whether a cited address answered; goes with its document.",
    ),
    Rule("core.Passage", Retention.PUBLIC_RECORD, "id document locator", REPORT),
    Rule(
        "core.SearchEntry",
        Retention.WORKING_PAPER,
        "id type place object_id key holder title text title_terms terms fingerprint",
        "A copy of what is public, to find it by; goes with it, in the same transaction.",
    ),
    Rule(
        "core.HistoryEntry",
        Retention.TRACE,
        "id sequence at by by_username action subject_type subject_key content_hash erased_by_entry "
        "previous_hash hash",
        "The chain proves that nothing was altered; it needs no content.",
    ),
    Rule(
        "core.HistoryEntry",
        Retention.WORKING_PAPER,
        "before after reason salt",
        "What was said goes when what it was said of is erased.",
    ),
    Rule("core.HistoryHead", Retention.TRACE, "id sequence hash", "The end of the chain."),
    Rule(
        "core.SignedHead",
        Retention.TRACE,
        "id day signed_at sequence hash salt commitment previous public_key signature",
        "What outsiders keep, and what proves that it was about this history.",
    ),
    Rule(
        "core.Load",
        Retention.TRACE,
        "id files loaded_at loaded_by rows_new rows_changed rows_unchanged fingerprint undone_at undone_by "
        "rows_left",
        "Who brought in which file, and who took it back.",
    ),
    Rule("core.Load", Retention.WORKING_PAPER, "reason", "What its admin said of it."),
    Rule(
        "core.LoadedRow",
        Retention.PUBLIC_RECORD,
        "id load order model object_id name was_added before after",
        "What the public read before and after a load; without it no load could be taken back.",
    ),
    Rule(
        "core.PlannedLoad",
        Retention.QUEUE,
        "id name content brought_at brought_by stage rows_done rows_in_all counts left_out fingerprint "
        "problem reason applied_by load ended_at cancelled_by",
        "A file on its way in; its bytes go when it was applied or cancelled, and what is kept is the load.",
    ),
    Rule(
        "core.PlannedRow",
        Retention.QUEUE,
        "id planned order kind model name line place was_added before after problems",
        "What a file would do, to be read before it does; goes with the plan.",
    ),
    Rule(
        "core.Undoing",
        Retention.QUEUE,
        "id load asked_at asked_by stage rows_done rows_in_all counts rows_back fingerprint problem reason "
        "leave_conflicts undone_by ended_at cancelled_by",
        "A load on its way back; what is kept is the load, and that it was undone.",
    ),
    Rule(
        "core.UndoingRow",
        Retention.QUEUE,
        "id undoing order kind loaded fields conflicts",
        "What undoing would do, to be read before it does; goes with the undoing.",
    ),
    Rule(
        "core.OutboxMessage",
        Retention.QUEUE,
        "id task arguments created_at done_at attempts last_error not_before failed_at",
        "Ids only; of no use once done, nor once nobody tried again what was given up.",
    ),
    Rule(
        "core.ScheduledRun",
        Retention.QUEUE,
        "id task started_at ended_at last_error",
        "What the schedule did lately; of no use a month later.",
    ),
    Rule(
        "core.Notice",
        Retention.QUEUE,
        "id recipient message text path created_at read_at",
        "Tells one person of something; of no use once read.",
    ),
    Rule(
        "core.User",
        Retention.ACCOUNT,
        "id password last_login is_superuser username first_name last_name email is_staff is_active "
        "session_epoch date_joined groups user_permissions",
        "Who may sign in, and as what.",
    ),
    Rule(
        "core.DigestSubscription",
        Retention.ACCOUNT,
        "id person language followed confirmed_email began_at told_until",
        "Who wants a digest by e-mail, about what; gone as soon as they stop it.",
    ),
    Rule(
        "core.Digest",
        Retention.QUEUE,
        "id person week until state settled_at",
        "That a mail was sent, so that it is sent once; of no use a month later.",
    ),
    Rule(
        "core.Invitation",
        Retention.ACCOUNT,
        "id person invited_by digest created_at expires_at was_accepted closed_at",
        "Who asked a person in; the link is kept as a hash.",
    ),
    Rule(
        "core.GuessCount",
        Retention.SESSION,
        "source kind guesses forgotten_at",
        "How often a sign-in was tried, under a hash that changes every day.",
    ),
    Rule(
        "core.CallCount",
        Retention.SESSION,
        "source kind calls forgotten_at",
        "How often the API was called, under a hash that is new every minute.",
    ),
    Rule(
        "core.SealingKey",
        Retention.TRACE,
        "id name public_key added_at added_by retired_at retired_by",
        "Which public keys sources were sealed to, by whose decision.",
    ),
    Rule(
        "core.ApiToken",
        Retention.SESSION,
        "digest token_key user created expiry scope name last_used_on",
        "The hash of a token, what its owner calls it and the day it was last used; tokens expire.",
    ),
    Rule(
        "core.Release",
        Retention.PUBLIC_RECORD,
        "id name made_at address file_count",
        "What is cited must be found in many years.",
    ),
    Rule("core.Release", Retention.TRACE, "made_by", "Who froze it; the public is not told."),
    Rule(
        "core.ReleaseRequest",
        Retention.QUEUE,
        "id asked_at asked_by address message release",
        "That a release was asked for; goes with the work that was promised for it.",
    ),
    Rule(
        "core.ReleaseFile",
        Retention.PUBLIC_RECORD,
        "id release order path media_type sha256 size served",
        "What a release held, and which bytes are served for it.",
    ),
    Rule(
        "core.ReleaseContent",
        Retention.WORKING_PAPER,
        "sha256 size packed",
        "Copies of what was public: bytes that hold what was erased or withdrawn since are replaced, and go.",
    ),
    Rule(
        "core.KeptArchive",
        Retention.WORKING_PAPER,
        "id stamp address day licence made_at sha256 content",
        "A copy of what is public, made ahead; gone in the transaction in which anything of it changes.",
    ),
    Rule(
        "core.ReleaseRedaction",
        Retention.PUBLIC_RECORD,
        "id file redacted_at reason replaced sha256",
        "Whoever cited a file must learn that something was taken out of it.",
    ),
    Rule("sessions.Session", Retention.SESSION, "session_key session_data expire_date", "Who is signed in."),
    Rule(
        "admin.LogEntry",
        Retention.LIST,
        "id action_time user content_type object_id object_repr action_flag change_message",
        "What one did last in the admin screens.",
    ),
    Rule(
        "core.PublicStamp",
        Retention.PROGRAM,
        "id value",
        "A random value that changes when anything public does; the last one only.",
    ),
    Rule(
        "core.PublicMoment",
        Retention.PUBLIC_RECORD,
        "id kind row_id modified_at",
        "When a row last changed for the public; goes with the row.",
    ),
    Rule("core.SearchEdition", Retention.PROGRAM, "id edition", "By which rules the search was written."),
    Rule("auth.Permission", Retention.PROGRAM, "id name content_type codename", "Made by the program."),
    Rule("auth.Group", Retention.PROGRAM, "id name permissions", "The roles."),
    Rule("contenttypes.ContentType", Retention.PROGRAM, "id app_label model", "Made by the program."),
    Rule(
        "account.EmailAddress",
        Retention.ACCOUNT,
        "id user email verified primary",
        "Where to write to a person.",
    ),
    Rule(
        "account.EmailConfirmation",
        Retention.SESSION,
        "id email_address created sent key",
        "A link that expires.",
    ),
    Rule(
        "mfa.Authenticator",
        Retention.ACCOUNT,
        "id user type data created_at last_used_at",
        "A person's second factor.",
    ),
    Rule(
        "usersessions.UserSession",
        Retention.SESSION,
        "id user created_at ip last_seen_at session_key user_agent data",
        "Where a person is signed in.",
    ),
)
