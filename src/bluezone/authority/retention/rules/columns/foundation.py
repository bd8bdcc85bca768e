"""Tables of the parts that others wrote: log-in, sessions, jobs."""

from typing import Final

from bluezone.authority.retention.rules.register import Kept, Table, Whose, Why

TABLES: Final = (
    Table(
        "account_emailaddress",
        "bảng không dùng của phần đăng nhập",
        "unused table of the log-in",
        Whose.NOBODY,
        Why.ACCESS,
        Kept.UNUSED,
        "id; user_id; email: office e-mail; verified: unused; primary: unused",
    ),
    Table(
        "account_emailconfirmation",
        "bảng không dùng của phần đăng nhập",
        "unused table of the log-in",
        Whose.NOBODY,
        Why.ACCESS,
        Kept.UNUSED,
        "id; email_address_id: unused; created: unused; sent: unused; key: what makes it one",
    ),
    Table(
        "mfa_authenticator",
        "yếu tố xác thực thứ hai",
        "second factors",
        Whose.OFFICER,
        Why.ACCESS,
        Kept.INSTALLATION,
        "id; user_id; type: passkey, authenticator, recovery codes; data: public key of a passkey, or a "
        "secret, sealed outside the database; created_at; last_used_at: last use",
    ),
    Table(
        "django_tasks_database_dbtaskresult",
        "công việc trong hàng đợi",
        "queued jobs",
        Whose.NOBODY,
        Why.RUNNING,
        Kept.TASK,
        "id; status: where the job stands; enqueued_at: when it was queued; started_at: when it began; "
        "finished_at; args_kwargs: ids that the job works on; priority: rank; task_path: which job; "
        "worker_ids: which worker; queue_name: which queue; backend_name: which back end; run_after: not "
        "before; return_value: what it answered; exception_class_path: kind of the error; traceback: "
        "where it failed",
    ),
    Table(
        "auth_permission",
        "bảng không dùng của phần đăng nhập",
        "unused table of the log-in",
        Whose.NOBODY,
        Why.ACCESS,
        Kept.UNUSED,
        "id; name: name of the unit, body, place or file; content_type_id: unused; codename: unused",
    ),
    Table(
        "auth_group_permissions",
        "bảng không dùng của phần đăng nhập",
        "unused table of the log-in",
        Whose.NOBODY,
        Why.ACCESS,
        Kept.UNUSED,
        "id; group_id: unused; permission_id: unused",
    ),
    Table(
        "auth_group",
        "bảng không dùng của phần đăng nhập",
        "unused table of the log-in",
        Whose.NOBODY,
        Why.ACCESS,
        Kept.UNUSED,
        "id; name: name of the unit, body, place or file",
    ),
    Table(
        "django_content_type",
        "tên các bảng",
        "names of tables",
        Whose.NOBODY,
        Why.RUNNING,
        Kept.INSTALLATION,
        "id; app_label: application; model: its model",
    ),
    Table(
        "django_session",
        "phiên làm việc đang mở",
        "open sessions",
        Whose.OFFICER,
        Why.ACCESS,
        Kept.SESSION,
        "session_key: random key of the session; session_data: account, second factor, stated purposes, "
        "browser's mark; expire_date: until when it lives",
    ),
    Table(
        "django_migrations",
        "các bước của lược đồ",
        "steps of the schema",
        Whose.NOBODY,
        Why.RUNNING,
        Kept.INSTALLATION,
        "id; app: application; name: name of the unit, body, place or file; applied: when the step was made",
    ),
    Table(
        "cache",
        "bộ đếm mật khẩu và đường dẫn sai",
        "counters of wrong passwords and tokens",
        Whose.NOBODY,
        Why.ACCESS,
        Kept.HOUR,
        "cache_key: counter's keyed name; value: counter; expires: until when it is believed",
    ),
)
