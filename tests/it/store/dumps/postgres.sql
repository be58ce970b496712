-- A database of PostgreSQL as it was before payments: three people of the staff, Ada and Ben, a free exam with two sittings and a
-- priced one with one. Ada has handed in the free exam in the morning and holds its receipt, Ben is writing, and Ada is on the
-- rosters of the other two sittings. The schema is that of the step m0014_pictures.
--
-- Made once: a server of that version was driven over HTTP, the price was set with UPDATE exams, and the result was written with
--     pg_dump --inserts --no-owner --no-privileges --no-comments
-- without the comments. It is never made anew, since it stands for what people have.
SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.account_links (
    account_id uuid NOT NULL,
    kind text NOT NULL,
    digest bytea NOT NULL,
    expires_at_us bigint NOT NULL,
    CONSTRAINT account_links_kind_check CHECK ((kind = ANY (ARRAY['verify_email'::text, 'reset_password'::text])))
);
CREATE TABLE public.account_pictures (
    account_id uuid NOT NULL,
    media_type text NOT NULL,
    bytes bytea NOT NULL,
    digest bytea NOT NULL
);
CREATE TABLE public.account_roles (
    account_id uuid NOT NULL,
    role text NOT NULL,
    CONSTRAINT account_roles_role_check CHECK ((role = ANY (ARRAY['student'::text, 'mentor'::text, 'proctor'::text, 'author'::text, 'admin'::text])))
);
CREATE TABLE public.accounts (
    id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    password_hash text NOT NULL,
    locale text NOT NULL,
    disabled_at_us bigint,
    created_at_us bigint NOT NULL,
    email_verified_at_us bigint,
    time_zone text,
    erased_from_us bigint
);
CREATE TABLE public.attempt_evidence (
    id uuid NOT NULL,
    attempt_id uuid NOT NULL,
    at_us bigint NOT NULL,
    reason text NOT NULL,
    device_id uuid,
    save_id uuid,
    question_id uuid,
    body bytea NOT NULL
);
CREATE TABLE public.attempt_integrity (
    attempt_id uuid NOT NULL,
    at_us bigint NOT NULL,
    kind text NOT NULL,
    received_at_us bigint NOT NULL,
    seconds bigint
);
CREATE TABLE public.attempt_log (
    attempt_id uuid NOT NULL,
    seq bigint NOT NULL,
    kind smallint NOT NULL,
    at_us bigint NOT NULL,
    question_id uuid,
    revision bigint,
    save_id uuid,
    device_id uuid,
    late boolean NOT NULL,
    salt bytea,
    body bytea,
    inner_digest bytea NOT NULL,
    chain bytea NOT NULL,
    CONSTRAINT attempt_log_seq_check CHECK ((seq >= 1))
);
ALTER TABLE ONLY public.attempt_log ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE TABLE public.attempt_messages (
    attempt_id uuid NOT NULL,
    seq bigint NOT NULL,
    message_id uuid NOT NULL,
    author text NOT NULL,
    author_id uuid NOT NULL,
    at_us bigint NOT NULL,
    body text NOT NULL,
    CONSTRAINT attempt_messages_author_check CHECK ((author = ANY (ARRAY['student'::text, 'staff'::text]))),
    CONSTRAINT attempt_messages_seq_check CHECK ((seq >= 1))
);
CREATE TABLE public.attempt_results (
    attempt_id uuid NOT NULL,
    score bigint NOT NULL,
    max bigint NOT NULL,
    provisional boolean NOT NULL,
    marked_at_us bigint NOT NULL,
    detail text NOT NULL
);
CREATE TABLE public.attempt_talk (
    attempt_id uuid NOT NULL,
    version bigint NOT NULL,
    last_seq bigint NOT NULL,
    student_count bigint NOT NULL,
    staff_count bigint NOT NULL,
    read_by_student bigint NOT NULL,
    unread_by_student bigint NOT NULL,
    unread_by_staff bigint NOT NULL,
    hand_since_us bigint,
    integrity_count bigint NOT NULL,
    integrity_kind text,
    integrity_at_us bigint,
    CONSTRAINT attempt_talk_integrity_check CHECK (((integrity_kind IS NULL) = (integrity_at_us IS NULL)))
);
CREATE TABLE public.attempts (
    id uuid NOT NULL,
    sitting_id uuid NOT NULL,
    account_id uuid NOT NULL,
    number bigint NOT NULL,
    paper text NOT NULL,
    paper_digest bytea NOT NULL,
    seed bytea,
    phase text NOT NULL,
    opened_at_us bigint,
    closes_at_us bigint,
    extension_us bigint NOT NULL,
    closed_at_us bigint,
    closed_by text,
    device_id uuid,
    last_seq bigint NOT NULL,
    flags text NOT NULL,
    created_at_us bigint NOT NULL,
    CONSTRAINT attempts_closed_by_check CHECK ((closed_by = ANY (ARRAY['submit'::text, 'deadline'::text, 'ended'::text]))),
    CONSTRAINT attempts_closed_check CHECK ((((phase = 'closed'::text) = (closed_at_us IS NOT NULL)) AND ((phase = 'closed'::text) = (closed_by IS NOT NULL)))),
    CONSTRAINT attempts_open_check CHECK (((phase <> 'open'::text) OR ((opened_at_us IS NOT NULL) AND (closes_at_us IS NOT NULL)))),
    CONSTRAINT attempts_phase_check CHECK ((phase = ANY (ARRAY['prepared'::text, 'open'::text, 'closed'::text])))
)
WITH (fillfactor='70');
CREATE TABLE public.audit_log (
    id uuid NOT NULL,
    at_us bigint NOT NULL,
    actor_id uuid,
    action text NOT NULL,
    object_kind text NOT NULL,
    object_id text NOT NULL,
    detail text NOT NULL,
    seq bigint,
    chain bytea,
    CONSTRAINT audit_log_seal_check CHECK (((seq IS NULL) = (chain IS NULL)))
);
CREATE TABLE public.enrolments (
    sitting_id uuid NOT NULL,
    account_id uuid NOT NULL,
    extra_time_us bigint NOT NULL,
    group_label text NOT NULL,
    enrolled_at_us bigint NOT NULL,
    CONSTRAINT enrolments_extra_check CHECK ((extra_time_us >= 0))
);
CREATE TABLE public.exam_pictures (
    exam_id uuid NOT NULL,
    digest bytea NOT NULL,
    size_bytes bigint NOT NULL,
    added_at_us bigint NOT NULL,
    added_by uuid NOT NULL
);
CREATE TABLE public.exams (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    title text NOT NULL,
    summary text NOT NULL,
    description text NOT NULL,
    search text NOT NULL,
    language text NOT NULL,
    price_minor bigint,
    currency text,
    access_days bigint NOT NULL,
    published_at_us bigint,
    paper_id uuid,
    created_at_us bigint NOT NULL,
    CONSTRAINT exams_price_check CHECK (((price_minor >= 0) AND ((price_minor IS NULL) = (currency IS NULL))))
);
CREATE TABLE public.hand_marks (
    task_id uuid NOT NULL,
    seq bigint NOT NULL,
    at_us bigint NOT NULL,
    marked_by uuid NOT NULL,
    body text NOT NULL,
    CONSTRAINT hand_marks_seq_check CHECK ((seq >= 1))
);
CREATE TABLE public.house (
    key text NOT NULL,
    value text NOT NULL
);
CREATE TABLE public.imports (
    id uuid NOT NULL,
    exam_id uuid NOT NULL,
    imported_by uuid NOT NULL,
    format text NOT NULL,
    at_us bigint NOT NULL,
    accepted bigint NOT NULL,
    report text NOT NULL
);
CREATE TABLE public.jobs (
    id uuid NOT NULL,
    kind text NOT NULL,
    dedupe_key text,
    priority bigint NOT NULL,
    run_at_us bigint NOT NULL,
    payload text NOT NULL,
    attempts bigint NOT NULL,
    attempts_max bigint NOT NULL,
    lease_owner text,
    lease_until_us bigint,
    last_error text,
    created_at_us bigint NOT NULL,
    CONSTRAINT jobs_attempts_check CHECK ((attempts_max >= 1)),
    CONSTRAINT jobs_lease_check CHECK (((lease_owner IS NULL) = (lease_until_us IS NULL)))
);
CREATE TABLE public.jobs_done (
    id uuid NOT NULL,
    kind text NOT NULL,
    dedupe_key text,
    priority bigint NOT NULL,
    payload text NOT NULL,
    attempts bigint NOT NULL,
    attempts_max bigint NOT NULL,
    last_error text,
    created_at_us bigint NOT NULL,
    finished_at_us bigint NOT NULL,
    outcome text NOT NULL,
    CONSTRAINT jobs_done_outcome_check CHECK ((outcome = ANY (ARRAY['done'::text, 'dead'::text])))
);
CREATE TABLE public.mails (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    kind text NOT NULL,
    locale text NOT NULL,
    arguments text NOT NULL,
    created_at_us bigint NOT NULL,
    sent_at_us bigint
);
CREATE TABLE public.marking_tasks (
    id uuid NOT NULL,
    attempt_id uuid NOT NULL,
    question_id uuid NOT NULL,
    sitting_id uuid NOT NULL,
    place bigint NOT NULL,
    version bigint NOT NULL,
    held_by uuid,
    held_until_us bigint,
    CONSTRAINT marking_tasks_held_check CHECK (((held_by IS NULL) = (held_until_us IS NULL))),
    CONSTRAINT marking_tasks_version_check CHECK ((version >= 0))
);
CREATE TABLE public.paper_questions (
    question_id uuid NOT NULL,
    paper_id uuid NOT NULL
);
CREATE TABLE public.papers (
    id uuid NOT NULL,
    exam_id uuid NOT NULL,
    version bigint NOT NULL,
    definition text NOT NULL,
    created_at_us bigint NOT NULL
);
CREATE TABLE public.pictures (
    digest bytea NOT NULL,
    media_type text NOT NULL,
    width bigint NOT NULL,
    height bigint NOT NULL,
    size_bytes bigint NOT NULL,
    content bytea NOT NULL,
    created_at_us bigint NOT NULL,
    CONSTRAINT pictures_size_check CHECK (((width > 0) AND (height > 0) AND (size_bytes > 0)))
);
ALTER TABLE ONLY public.pictures ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE TABLE public.question_keys (
    exam_id uuid NOT NULL,
    key_digest bytea NOT NULL,
    question_id uuid NOT NULL,
    content_digest bytea NOT NULL
);
CREATE TABLE public.question_tags (
    question_id uuid NOT NULL,
    tag text NOT NULL
);
CREATE TABLE public.question_versions (
    id uuid NOT NULL,
    question_id uuid NOT NULL,
    version bigint NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    body text NOT NULL,
    created_at_us bigint NOT NULL,
    created_by uuid NOT NULL,
    points bigint DEFAULT 100000 NOT NULL
);
CREATE TABLE public.questions (
    id uuid NOT NULL,
    exam_id uuid NOT NULL,
    category text NOT NULL,
    latest_version_id uuid NOT NULL,
    archived_at_us bigint,
    created_at_us bigint NOT NULL,
    search text DEFAULT ''::text NOT NULL
);
CREATE TABLE public.receipts (
    attempt_id uuid NOT NULL,
    body text NOT NULL,
    key_id text NOT NULL,
    signature bytea NOT NULL,
    issued_at_us bigint NOT NULL
);
CREATE TABLE public.recovery_codes (
    account_id uuid NOT NULL,
    digest bytea NOT NULL
);
CREATE TABLE public.room_journal (
    sitting_id uuid NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    at_us bigint NOT NULL,
    actor_id uuid,
    body text NOT NULL,
    CONSTRAINT room_journal_seq_check CHECK ((seq >= 1))
);
CREATE TABLE public.rooms (
    sitting_id uuid NOT NULL,
    version bigint NOT NULL,
    phase text NOT NULL,
    started_at_us bigint,
    paused_since_us bigint,
    paused_total_us bigint NOT NULL,
    extension_us bigint NOT NULL,
    window_closes_at_us bigint NOT NULL,
    ended_at_us bigint,
    CONSTRAINT rooms_end_check CHECK (((phase = 'ended'::text) = (ended_at_us IS NOT NULL))),
    CONSTRAINT rooms_pause_check CHECK (((phase = 'paused'::text) = (paused_since_us IS NOT NULL))),
    CONSTRAINT rooms_phase_check CHECK ((phase = ANY (ARRAY['lobby'::text, 'running'::text, 'paused'::text, 'ended'::text])))
);
CREATE TABLE public.rubrics (
    id uuid NOT NULL,
    question_id uuid NOT NULL,
    version bigint NOT NULL,
    criteria text NOT NULL,
    created_at_us bigint NOT NULL,
    created_by uuid NOT NULL
);
CREATE TABLE public.seaql_migrations (
    version character varying NOT NULL,
    applied_at bigint NOT NULL
);
CREATE TABLE public.second_factors (
    account_id uuid NOT NULL,
    key text NOT NULL,
    nonce bytea NOT NULL,
    sealed bytea NOT NULL,
    last_step bigint,
    begun_at_us bigint NOT NULL,
    confirmed_at_us bigint
);
CREATE TABLE public.sessions (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    created_at_us bigint NOT NULL,
    expires_at_us bigint NOT NULL,
    ends_at_us bigint NOT NULL,
    last_seen_at_us bigint NOT NULL,
    user_agent text NOT NULL,
    network text NOT NULL,
    revoked_at_us bigint
);
CREATE TABLE public.sign_in_ladder (
    subject bytea NOT NULL,
    network text NOT NULL,
    failures bigint NOT NULL,
    last_failure_at_us bigint NOT NULL,
    locked_until_us bigint
);
CREATE TABLE public.sitting_staff (
    sitting_id uuid NOT NULL,
    account_id uuid NOT NULL
);
CREATE TABLE public.sittings (
    id uuid NOT NULL,
    exam_id uuid NOT NULL,
    paper_id uuid NOT NULL,
    code text NOT NULL,
    title text NOT NULL,
    window_opens_at_us bigint NOT NULL,
    window_closes_at_us bigint NOT NULL,
    time_limit_us bigint NOT NULL,
    grace_us bigint NOT NULL,
    start_mode text NOT NULL,
    attempts_allowed bigint NOT NULL,
    release_policy text NOT NULL,
    review text NOT NULL,
    released_at_us bigint,
    paper_key bytea NOT NULL,
    created_at_us bigint NOT NULL,
    cancelled_at_us bigint,
    CONSTRAINT sittings_release_check CHECK ((release_policy = ANY (ARRAY['on_close'::text, 'manual'::text]))),
    CONSTRAINT sittings_start_check CHECK ((start_mode = ANY (ARRAY['clock'::text, 'proctor'::text]))),
    CONSTRAINT sittings_window_check CHECK ((window_opens_at_us < window_closes_at_us))
);
INSERT INTO public.account_links VALUES ('01a2202e-8f0c-727c-8b3a-38bc0d14cfe1', 'verify_email', '\x82fb340c5c859dc842ac6841d46a359b464a61cfd03a56be37699db8644d3171', 1796095451918181);
INSERT INTO public.account_links VALUES ('01a2202e-8f17-741e-8246-fbfee5aff503', 'verify_email', '\x0b93863f78662aad69542caba3022bc47515a371d0c790520ee85cac4e94e1b8', 1796095451932318);
INSERT INTO public.account_roles VALUES ('01a2202e-8cf4-7447-9a36-d57884e5bba4', 'admin');
INSERT INTO public.account_roles VALUES ('01a2202e-8d53-7451-891e-cee2d013408a', 'author');
INSERT INTO public.account_roles VALUES ('01a2202e-8da8-77da-89a8-c648549e1bd0', 'proctor');
INSERT INTO public.account_roles VALUES ('01a2202e-8f0c-727c-8b3a-38bc0d14cfe1', 'student');
INSERT INTO public.account_roles VALUES ('01a2202e-8f17-741e-8246-fbfee5aff503', 'student');
INSERT INTO public.accounts VALUES ('01a2202e-8cf4-7447-9a36-d57884e5bba4', 'admin@example.org', 'Admin', '$argon2id$v=19$m=8,t=1,p=1$ojsq/NjYs9in2ee24cw4Hw$fWbetate15ALi9QPUAV1f4PX2pl7NuqU7nEapzh20Vg', 'en', NULL, 1795836251380038, NULL, NULL, NULL);
INSERT INTO public.accounts VALUES ('01a2202e-8d53-7451-891e-cee2d013408a', 'author@example.org', 'Author', '$argon2id$v=19$m=8,t=1,p=1$OSpuAJ5iIGX6BdUys1KIjQ$1egDOZog+XmNHZW756WJhu0wEQ619IdHsLUKklxafPI', 'en', NULL, 1795836251475576, NULL, NULL, NULL);
INSERT INTO public.accounts VALUES ('01a2202e-8da8-77da-89a8-c648549e1bd0', 'proctor@example.org', 'Proctor', '$argon2id$v=19$m=8,t=1,p=1$FFQC2CAoKWeNsFtFGvz/Og$hclh2rb6Ucn9uLfUFNJ2+CZkLP2s3sw/6WCq9vfXHU4', 'en', NULL, 1795836251560815, NULL, NULL, NULL);
INSERT INTO public.accounts VALUES ('01a2202e-8f0c-727c-8b3a-38bc0d14cfe1', 'ada@example.org', 'Ada', '$argon2id$v=19$m=8,t=1,p=1$vDXmFdu3MVEhdmR14r5Acg$m4cqjJiixZigrsh1iNONBOHsIEGnhVJsqgpr6kbCMIQ', 'en', NULL, 1795836251916263, NULL, NULL, NULL);
INSERT INTO public.accounts VALUES ('01a2202e-8f17-741e-8246-fbfee5aff503', 'ben@example.org', 'Ben', '$argon2id$v=19$m=8,t=1,p=1$ECOvXjpr2+PpItL/mzCtSQ$XocHqtrxK1jyrA+Z8GDMYSuFSB9gw/p+zRu4u03bBRM', 'en', NULL, 1795836251927894, NULL, NULL, NULL);
INSERT INTO public.attempt_log VALUES ('01a2202e-8f6a-777a-ac8a-4e34a7a4950c', 1, 1, 1795836252034042, NULL, NULL, NULL, NULL, false, '\x54e4579c46b30744ccf6981c28acb261', '\x7b22636c6f7365735f61745f7573223a313739353833393835323033343034322c22646576696365223a6e756c6c7d', '\x1f055a7e0e0c12cb8d7a0618c390cf24dacaeb7c78505460e7f7fa65606836a4', '\x0b2c6f70d15ee84817386f24a527cff92bbe559b38b3fa0f231087711bc1d5fb');
INSERT INTO public.attempt_log VALUES ('01a2202e-8f74-75ea-ba4c-5ff2984c33ad', 1, 1, 1795836252034042, NULL, NULL, NULL, NULL, false, '\x78b94473ec934ff7f3517a1039662b79', '\x7b22636c6f7365735f61745f7573223a313739353833393835323033343034322c22646576696365223a6e756c6c7d', '\x58bab812274facf77db2fb38c4dd11246d2ba952aec4b5dc537df186b8290f8a', '\x47128a6e4f658b661d5a74eca5d1725f1b0280a8d528e1fd8a09e008064d6015');
INSERT INTO public.attempt_log VALUES ('01a2202e-8f6a-777a-ac8a-4e34a7a4950c', 2, 2, 1795836252050765, '01a2202e-8eac-7797-8d63-adad4a7c36ba', 1, 'b3eb2399-6fe4-4509-93f6-8d15395b4ea4', 'c402712c-b589-4a6e-aae4-ab5175b5da17', false, '\x1e77f88c2a701c13a20e5a073394e878', '\x7b227175657374696f6e223a2230316132323032652d386561632d373739372d386436332d616461643461376333366261222c227265766973696f6e223a312c22726573706f6e7365223a7b2274657874223a202277726f6e67206174206669727374227d7d', '\x620d44700744e501b7da765b576921fe12d8d7e892f70c3400d1c5966a8d5a34', '\xa711288b87977318f5f94354447f7ad98d56a9c51c91e23adf0d77b3f8250c37');
INSERT INTO public.attempt_log VALUES ('01a2202e-8f6a-777a-ac8a-4e34a7a4950c', 3, 2, 1795836252060912, '01a2202e-8eac-7797-8d63-adad4a7c36ba', 2, '094322b3-57aa-4732-b754-9cd4d3bc0133', 'c402712c-b589-4a6e-aae4-ab5175b5da17', false, '\x7aa457bd29f8262d1e839cad1f89f87f', '\x7b227175657374696f6e223a2230316132323032652d386561632d373739372d386436332d616461643461376333366261222c227265766973696f6e223a322c22726573706f6e7365223a7b2274657874223a202270686f746f73796e746865736973227d7d', '\xca420940c39adaef1b0011de5dd02106dbbb6829f949350ca4a7612caa191436', '\xe95574a83c6161d5db483b972d307f607ddfea721c26ae5c0c85a064188b5354');
INSERT INTO public.attempt_log VALUES ('01a2202e-8f6a-777a-ac8a-4e34a7a4950c', 4, 2, 1795836252066306, '01a2202e-8eac-7797-8d63-adaf410f978b', 1, 'af99a174-0f53-4b6c-8a44-e4c057fa8a82', 'c402712c-b589-4a6e-aae4-ab5175b5da17', false, '\xf27d5cf7bc37708808509761c1eae2ce', '\x7b227175657374696f6e223a2230316132323032652d386561632d373739372d386436332d616461663431306639373862222c227265766973696f6e223a312c22726573706f6e7365223a7b2263686f696365223a202274727565227d7d', '\x1ad61072df6151788716f9bd0025f7f40d3c55469c2eb8740c327032bfc87279', '\x8a16b79665ae29dfedd192aaea7a716a0085aad5b8e1dcfc2f131b1aa4e30927');
INSERT INTO public.attempt_log VALUES ('01a2202e-8f74-75ea-ba4c-5ff2984c33ad', 2, 2, 1795836252072678, '01a2202e-8eac-7797-8d63-adaf410f978b', 1, 'd6c9bde9-f06c-4cb4-a87a-5953dfc4e36c', '326d0d97-6a37-4331-8c8f-46bb5eb0ccf0', false, '\x8028e8d411d205a722ff9ced8b775a46', '\x7b227175657374696f6e223a2230316132323032652d386561632d373739372d386436332d616461663431306639373862222c227265766973696f6e223a312c22726573706f6e7365223a7b2263686f696365223a202266616c7365227d7d', '\xa80fee6b1edf0fb9592a3b9d0a3286ac45a24dfc1cd1945975807b5908573b9c', '\xc7ecbcc6738f24841850183467909f90fdc33e5ef30470c7c44a27a23dc0ec73');
INSERT INTO public.attempt_log VALUES ('01a2202e-8f6a-777a-ac8a-4e34a7a4950c', 5, 4, 1795836252081160, NULL, NULL, NULL, 'c402712c-b589-4a6e-aae4-ab5175b5da17', false, '\x8e62b57db7eafc9757266b200e76fcda', '\x7b22726561736f6e223a227375626d6974227d', '\x462487ddd58f6cde38a7282ff100e3d48e88362f00830d7ce25e2c2fea455f94', '\x9b286c71c6939aaaa6637ae9f9d75843f1f032fb0422c0eeb00ded5ff63f006e');
INSERT INTO public.attempt_results VALUES ('01a2202e-8f6a-777a-ac8a-4e34a7a4950c', 200000, 200000, false, 1795836252094131, '{"score":200000,"max":200000,"provisional":false,"questions":[{"question":"01a2202e-8eac-7797-8d63-adad4a7c36ba","position":1,"awarded":100000,"max":100000,"fraction":10000000,"feedback":[],"correct":"correct"},{"question":"01a2202e-8eac-7797-8d63-adaf410f978b","position":2,"awarded":100000,"max":100000,"fraction":10000000,"feedback":[],"correct":"correct"}]}');
INSERT INTO public.attempts VALUES ('01a2202e-8f74-75ea-ba4c-5ff2984c33ad', '01a2202e-8ee6-7191-8dc4-d0d82d978d59', '01a2202e-8f17-741e-8246-fbfee5aff503', 1, '{"sections":[{"title":"","questions":[{"question":"01a2202e-8eac-7797-8d63-adad4a7c36ba","version":"01a2202e-8eac-7797-8d63-adae464def73","points":100000,"option_order":[]},{"question":"01a2202e-8eac-7797-8d63-adaf410f978b","version":"01a2202e-8eac-7797-8d63-adb04f2fa82a","points":100000,"option_order":[]}]}]}', '\xdc80b6a6927f10743d9ad43f088fbed188183669f02c651c8e35ba596a49b90a', '\xffdddd158e6b91d900ff5e860a19cda0821d74fa4f9e788d443ebb30a16fc9d1', 'open', 1795836252034042, 1795839852034042, 0, NULL, NULL, '326d0d97-6a37-4331-8c8f-46bb5eb0ccf0', 2, '[]', 1795836252020998);
INSERT INTO public.attempts VALUES ('01a2202e-8f6a-777a-ac8a-4e34a7a4950c', '01a2202e-8ee6-7191-8dc4-d0d82d978d59', '01a2202e-8f0c-727c-8b3a-38bc0d14cfe1', 1, '{"sections":[{"title":"","questions":[{"question":"01a2202e-8eac-7797-8d63-adad4a7c36ba","version":"01a2202e-8eac-7797-8d63-adae464def73","points":100000,"option_order":[]},{"question":"01a2202e-8eac-7797-8d63-adaf410f978b","version":"01a2202e-8eac-7797-8d63-adb04f2fa82a","points":100000,"option_order":[]}]}]}', '\xdc80b6a6927f10743d9ad43f088fbed188183669f02c651c8e35ba596a49b90a', '\x73c8dc7718b1a0d43d3263d8d63c6c0fb575c06c0a9d060386e5d3b9d5b9833e', 'closed', 1795836252034042, 1795839852034042, 0, 1795836252081160, 'submit', 'c402712c-b589-4a6e-aae4-ab5175b5da17', 5, '[]', 1795836252010110);
INSERT INTO public.audit_log VALUES ('01a2202e-8cf6-775a-8b5a-f8137b72c919', 1795836251382536, NULL, 'accounts.registered', 'account', '01a2202e-8cf4-7447-9a36-d57884e5bba4', '{"roles":["admin"]}', 1, '\xca9f392317d7af5d81df8d35f3606892001ae572a0234c4a2a607ceefaf87671');
INSERT INTO public.audit_log VALUES ('01a2202e-8d55-74b2-b544-97318cd1a019', 1795836251477574, NULL, 'accounts.registered', 'account', '01a2202e-8d53-7451-891e-cee2d013408a', '{"roles":["author"]}', 2, '\xe4995bb51533de2e1ed2e184b1f5053526cb9e7e49386c8c66dd88e8a5573fc2');
INSERT INTO public.audit_log VALUES ('01a2202e-8dab-77d9-9823-466244679ebd', 1795836251563074, NULL, 'accounts.registered', 'account', '01a2202e-8da8-77da-89a8-c648549e1bd0', '{"roles":["proctor"]}', 3, '\x82f1b65d3eb266446d42af9b7c5c9f51e5937dc088cf3cac2f2e8e21549f3831');
INSERT INTO public.audit_log VALUES ('01a2202e-8e99-7439-aee3-5aba758294c8', 1795836251801922, '01a2202e-8d53-7451-891e-cee2d013408a', 'accounts.signed_in', 'session', '01a2202e-8e98-70e9-8f92-17760bb0d98c', '{}', 4, '\x60585897a4355c26c99c949e3ea784a95b7b14f120d8c2d9e786cb8b8af052b3');
INSERT INTO public.audit_log VALUES ('01a2202e-8ea1-7014-a63d-bbbc0e0a3bae', 1795836251809810, '01a2202e-8d53-7451-891e-cee2d013408a', 'exams.created', 'exam', '01a2202e-8ea0-7332-9b9e-3bfc7655d0ee', '{}', 5, '\x0361f677d9731c4f73eb9dfa2167ae1c5dbe681501eb3139df7cdb84e093f828');
INSERT INTO public.audit_log VALUES ('01a2202e-8eb4-7655-8c57-557253cf065c', 1795836251828215, '01a2202e-8d53-7451-891e-cee2d013408a', 'exams.questions_imported', 'exam', '01a2202e-8ea0-7332-9b9e-3bfc7655d0ee', '{"import":"01a2202e-8ead-7799-9b55-9e4b837f1323","added":2,"revised":0}', 6, '\x7d97f63b7bce258521c1ea77baf1a6e12000c390b9e18fca0698881ca4d74c1b');
INSERT INTO public.audit_log VALUES ('01a2202e-8eb9-712b-8ded-199c214b18a1', 1795836251833781, '01a2202e-8d53-7451-891e-cee2d013408a', 'exams.published', 'exam', '01a2202e-8ea0-7332-9b9e-3bfc7655d0ee', '{}', 7, '\xdb2b8de11302aaa749035158a9496dbab82e2920e3c6aa0c786a3c1ca816b081');
INSERT INTO public.audit_log VALUES ('01a2202e-8ec5-7400-a7d3-f003da5ebe61', 1795836251845651, '01a2202e-8d53-7451-891e-cee2d013408a', 'exams.created', 'exam', '01a2202e-8ec4-7341-a2ad-df64948efe9b', '{}', 8, '\x595ab2f7f11d964c7714a7666d8d59b6f5b13493e28d2698f0f731d9fe303789');
INSERT INTO public.audit_log VALUES ('01a2202e-8ed7-7489-8f9b-9a6d2b044ebd', 1795836251863795, '01a2202e-8d53-7451-891e-cee2d013408a', 'exams.questions_imported', 'exam', '01a2202e-8ec4-7341-a2ad-df64948efe9b', '{"import":"01a2202e-8ed1-7133-8a2e-9ff4e8ea26df","added":1,"revised":0}', 9, '\xf8ff9fb2695ca2fd45bb82cd461edc894fd418b8a07cd66fcf6a542f117b8339');
INSERT INTO public.audit_log VALUES ('01a2202e-8edd-73be-a488-cf6749a4ba9a', 1795836251869098, '01a2202e-8d53-7451-891e-cee2d013408a', 'exams.published', 'exam', '01a2202e-8ec4-7341-a2ad-df64948efe9b', '{}', 10, '\x933638ba34d94dfd0ef70501b2a49ea34f4fadea7f77bbd45ee16b2ba7f4644f');
INSERT INTO public.audit_log VALUES ('01a2202e-8ee9-7734-92e7-f6fa0b21a839', 1795836251881844, '01a2202e-8d53-7451-891e-cee2d013408a', 'exams.sitting_scheduled', 'sitting', '01a2202e-8ee6-7191-8dc4-d0d82d978d59', '{"exam":"01a2202e-8ea0-7332-9b9e-3bfc7655d0ee","paper":"01a2202e-8ead-7799-9b55-9e4c00fe9dfe"}', 11, '\x0f650c9151611cb890b99d03f2ebc48c8890c65e95c8db29a6c18d98c0412589');
INSERT INTO public.audit_log VALUES ('01a2202e-8ef4-75a0-bc42-e7d04d105e6e', 1795836251892398, '01a2202e-8d53-7451-891e-cee2d013408a', 'exams.sitting_scheduled', 'sitting', '01a2202e-8ef1-773a-bdd8-88ea0f4a4605', '{"exam":"01a2202e-8ea0-7332-9b9e-3bfc7655d0ee","paper":"01a2202e-8ead-7799-9b55-9e4c00fe9dfe"}', 12, '\x63a92243aee6ef9d84c80dbf2a1189c4bea845fe9e69da4ab89acf6679b4fd7a');
INSERT INTO public.audit_log VALUES ('01a2202e-8efe-728e-938c-edad2824e2cf', 1795836251902322, '01a2202e-8d53-7451-891e-cee2d013408a', 'exams.sitting_scheduled', 'sitting', '01a2202e-8efb-7024-b109-19e6a6f3f79a', '{"exam":"01a2202e-8ec4-7341-a2ad-df64948efe9b","paper":"01a2202e-8ed1-7133-8a2e-9ff5d0769652"}', 13, '\x6113eaa2a556b93798714692b0a0fe189456e19dcf7bf1ba8923d05f67b68ae6');
INSERT INTO public.audit_log VALUES ('01a2202e-8f09-73b4-94b6-58ab7f866f17', 1795836251913068, '01a2202e-8d53-7451-891e-cee2d013408a', 'exams.staff_assigned', 'sitting', '01a2202e-8ee6-7191-8dc4-d0d82d978d59', '{"account":"01a2202e-8da8-77da-89a8-c648549e1bd0"}', 14, '\x0af2667dcaca86e5a89d2e4939db8d65ec6eb87ca16c6825181913ad80787e29');
INSERT INTO public.audit_log VALUES ('01a2202e-8f0d-7518-bd8d-51e010029485', 1795836251917788, '01a2202e-8f0c-727c-8b3a-38bc0d14cfe1', 'accounts.registered', 'account', '01a2202e-8f0c-727c-8b3a-38bc0d14cfe1', '{"roles":["student"]}', 15, '\xe0b3c1e9aa1584328761b744daa35f67ae8020518bdf79cab0d589f56387e429');
INSERT INTO public.audit_log VALUES ('01a2202e-8f12-7090-a8c4-8e0e67676fe6', 1795836251922233, '01a2202e-8f0c-727c-8b3a-38bc0d14cfe1', 'accounts.signed_in', 'session', '01a2202e-8f11-71fe-8726-ef6da0cb8ce7', '{}', 16, '\xb2d5d1f3bccea8e803972a5b8bdc574020a384cfed265fbd9f46e8b58867a007');
INSERT INTO public.audit_log VALUES ('01a2202e-8f1b-77ef-8079-361d43f13576', 1795836251931959, '01a2202e-8f17-741e-8246-fbfee5aff503', 'accounts.registered', 'account', '01a2202e-8f17-741e-8246-fbfee5aff503', '{"roles":["student"]}', 17, '\x2d353defbdcbdb9d4dd787bc2392e333bdc2b36514103d27e281d7d0ee984bd1');
INSERT INTO public.audit_log VALUES ('01a2202e-8f20-7732-a809-d53c6eb155f4', 1795836251936986, '01a2202e-8f17-741e-8246-fbfee5aff503', 'accounts.signed_in', 'session', '01a2202e-8f20-7732-a809-d53b61fb7e9d', '{}', 18, '\xd7ff938c036be281b69d9b9dd8a66ae0d5608641984607e48525c11d7e0a2f29');
INSERT INTO public.audit_log VALUES ('01a2202e-8f2c-7595-8974-2d5b44ab8a28', 1795836251948996, '01a2202e-8f0c-727c-8b3a-38bc0d14cfe1', 'accounts.signed_in', 'session', '01a2202e-8f2b-7775-8b6c-d6ee807f7ed9', '{}', 19, '\xb215f0201c9c6343bca8c979e2ea93a5a4f3530d79855e8d4baa9e529b19b8e6');
INSERT INTO public.audit_log VALUES ('01a2202e-8f36-73bb-9c69-f4ef5514a71d', 1795836251958202, '01a2202e-8f17-741e-8246-fbfee5aff503', 'accounts.signed_in', 'session', '01a2202e-8f35-7563-a0e4-b5428b30aa37', '{}', 20, '\x413bfbbe9c13733f310c3ddf740f231f4da0de0d3c6b5b25f8b0e687241b248d');
INSERT INTO public.audit_log VALUES ('01a2202e-8f5b-750a-83e2-0c5b9bc0e8ba', 1795836251995585, '01a2202e-8d53-7451-891e-cee2d013408a', 'exams.list_enrolled', 'sitting', '01a2202e-8efb-7024-b109-19e6a6f3f79a', '{"accounts":["01a2202e-8f0c-727c-8b3a-38bc0d14cfe1"]}', 21, '\x5063f9b49608de46750206b5b74ccdc00140e7eeafba828fcff5d7ea52b39927');
INSERT INTO public.audit_log VALUES ('01a2202e-8f87-7351-8d35-0561852b63f9', 1795836252039747, '01a2202e-8d53-7451-891e-cee2d013408a', 'room.started', 'room', '01a2202e-8ee6-7191-8dc4-d0d82d978d59', '{"seq":1}', 22, '\x6d8ba073a75e621df15989311e928f9cb2140611d816bcf96c588cf7c3a15f29');
INSERT INTO public.enrolments VALUES ('01a2202e-8ee6-7191-8dc4-d0d82d978d59', '01a2202e-8f0c-727c-8b3a-38bc0d14cfe1', 0, '', 1795836251964989);
INSERT INTO public.enrolments VALUES ('01a2202e-8ef1-773a-bdd8-88ea0f4a4605', '01a2202e-8f0c-727c-8b3a-38bc0d14cfe1', 0, '', 1795836251972382);
INSERT INTO public.enrolments VALUES ('01a2202e-8ee6-7191-8dc4-d0d82d978d59', '01a2202e-8f17-741e-8246-fbfee5aff503', 0, '', 1795836251982698);
INSERT INTO public.enrolments VALUES ('01a2202e-8efb-7024-b109-19e6a6f3f79a', '01a2202e-8f0c-727c-8b3a-38bc0d14cfe1', 0, '', 1795836251994680);
INSERT INTO public.exams VALUES ('01a2202e-8ea0-7332-9b9e-3bfc7655d0ee', '01a2202e-8d53-7451-891e-cee2d013408a', 'Botany', 'A summary', '*All* of it', 'botany
a summary', 'en', NULL, NULL, 30, 1795836251832289, '01a2202e-8ead-7799-9b55-9e4c00fe9dfe', 1795836251808138);
INSERT INTO public.exams VALUES ('01a2202e-8ec4-7341-a2ad-df64948efe9b', '01a2202e-8d53-7451-891e-cee2d013408a', 'Algebra', 'A summary', '*All* of it', 'algebra
a summary', 'en', 49900, 'INR', 30, 1795836251868199, '01a2202e-8ed1-7133-8a2e-9ff5d0769652', 1795836251844152);
INSERT INTO public.house VALUES ('epoch', '01a2202e8ceb74678123aea0b2e86533');
INSERT INTO public.house VALUES ('audit_sealer', '1795836262751222 01a2202e-8e02-73de-b5ec-8d8cee9317e4:01a2202e-8e57-727c-89ac-657357b337d0');
INSERT INTO public.imports VALUES ('01a2202e-8ead-7799-9b55-9e4b837f1323', '01a2202e-8ea0-7332-9b9e-3bfc7655d0ee', '01a2202e-8d53-7451-891e-cee2d013408a', 'gift', 1795836251818975, 2, '{"id":"01a2202e-8ead-7799-9b55-9e4b837f1323","accepted":2,"rejected":0,"notes":[],"faults":[],"questions":[{"line":1,"kind":"short_text","name":"light","category":"","change":"added"},{"line":3,"kind":"true_false","name":"sum","category":"","change":"added"}],"published":true}');
INSERT INTO public.imports VALUES ('01a2202e-8ed1-7133-8a2e-9ff4e8ea26df', '01a2202e-8ec4-7341-a2ad-df64948efe9b', '01a2202e-8d53-7451-891e-cee2d013408a', 'gift', 1795836251855152, 1, '{"id":"01a2202e-8ed1-7133-8a2e-9ff4e8ea26df","accepted":1,"rejected":0,"notes":[],"faults":[],"questions":[{"line":1,"kind":"true_false","name":"one","category":"","change":"added"}],"published":true}');
INSERT INTO public.jobs_done VALUES ('01a2202e-8f0e-73d8-bb6a-27af3ad355a5', 'send_mail', NULL, 50, '{}', 1, 12, NULL, 1795836251919976, 1795836251931320, 'done');
INSERT INTO public.jobs_done VALUES ('01a2202e-8f1c-7382-8ad5-98f3c566f175', 'send_mail', NULL, 50, '{}', 1, 12, NULL, 1795836251934264, 1795836251945540, 'done');
INSERT INTO public.jobs_done VALUES ('01a2202e-8fb4-75aa-b61e-fe788382d518', 'mark_attempts', NULL, 10, '{"attempts":["01a2202e-8f6a-777a-ac8a-4e34a7a4950c"]}', 1, 10, NULL, 1795836252084518, 1795836252094131, 'done');
INSERT INTO public.mails VALUES ('01a2202e-8f0e-73d8-bb6a-27af3ad355a5', '01a2202e-8f0c-727c-8b3a-38bc0d14cfe1', 'verify_email', 'en', '{"time":1796095451918181,"key":"6d728e09"}', 1795836251919094, 1795836251931320);
INSERT INTO public.mails VALUES ('01a2202e-8f1c-7382-8ad5-98f3c566f175', '01a2202e-8f17-741e-8246-fbfee5aff503', 'verify_email', 'en', '{"time":1796095451932318,"key":"6d728e09"}', 1795836251933196, 1795836251945540);
INSERT INTO public.paper_questions VALUES ('01a2202e-8eac-7797-8d63-adad4a7c36ba', '01a2202e-8ead-7799-9b55-9e4c00fe9dfe');
INSERT INTO public.paper_questions VALUES ('01a2202e-8eac-7797-8d63-adaf410f978b', '01a2202e-8ead-7799-9b55-9e4c00fe9dfe');
INSERT INTO public.paper_questions VALUES ('01a2202e-8ed0-72ef-b898-164b35fa4379', '01a2202e-8ed1-7133-8a2e-9ff5d0769652');
INSERT INTO public.papers VALUES ('01a2202e-8ead-7799-9b55-9e4c00fe9dfe', '01a2202e-8ea0-7332-9b9e-3bfc7655d0ee', 1, '{"sections":[{"title":"","shuffle":"fixed","items":[{"kind":"fixed","question":"01a2202e-8eac-7797-8d63-adad4a7c36ba","version":"01a2202e-8eac-7797-8d63-adae464def73","points":100000},{"kind":"fixed","question":"01a2202e-8eac-7797-8d63-adaf410f978b","version":"01a2202e-8eac-7797-8d63-adb04f2fa82a","points":100000}]}],"options":"shuffled"}', 1795836251818975);
INSERT INTO public.papers VALUES ('01a2202e-8ed1-7133-8a2e-9ff5d0769652', '01a2202e-8ec4-7341-a2ad-df64948efe9b', 1, '{"sections":[{"title":"","shuffle":"fixed","items":[{"kind":"fixed","question":"01a2202e-8ed0-72ef-b898-164b35fa4379","version":"01a2202e-8ed0-72ef-b898-164c7268fc62","points":100000}]}],"options":"shuffled"}', 1795836251855152);
INSERT INTO public.question_keys VALUES ('01a2202e-8ea0-7332-9b9e-3bfc7655d0ee', '\x1473664ba04fa6b606afbdb1724d16b7177be18cd2efbf96b9e6e8fef53ed708', '01a2202e-8eac-7797-8d63-adad4a7c36ba', '\xc159f13060ba2c70eeedfb8600e87f62a332235ccffa57f2bfde37fc7ce08e2d');
INSERT INTO public.question_keys VALUES ('01a2202e-8ea0-7332-9b9e-3bfc7655d0ee', '\x1f1009823889f055b4982b36f9845ae6c7c5ef419ad8533854fa7dda5aba64c0', '01a2202e-8eac-7797-8d63-adaf410f978b', '\x792646c963e35eabe245f1062404e37b97cd4a5942249c2b7ac0c25a0e64d2ad');
INSERT INTO public.question_keys VALUES ('01a2202e-8ec4-7341-a2ad-df64948efe9b', '\x21ae4e8d0e72d88e48732ce5ae168e959a13714bdb3caf2589ee7f59fa5c5b0c', '01a2202e-8ed0-72ef-b898-164b35fa4379', '\xfb542bc8a958a178ec935ba9bb1642998053d82e9bf123b5633fa84b386ee6c5');
INSERT INTO public.question_versions VALUES ('01a2202e-8eac-7797-8d63-adae464def73', '01a2202e-8eac-7797-8d63-adad4a7c36ba', 1, 'short_text', 'light', '{"name":"light","text":{"format":"moodle","source":"What makes sugar out of light?"},"body":{"kind":"short_text","answers":[{"pattern":"photosynthesis","fraction":10000000}],"case":"insensitive"}}', 1795836251818975, '01a2202e-8d53-7451-891e-cee2d013408a', 100000);
INSERT INTO public.question_versions VALUES ('01a2202e-8eac-7797-8d63-adb04f2fa82a', '01a2202e-8eac-7797-8d63-adaf410f978b', 1, 'true_false', 'sum', '{"name":"sum","text":{"format":"moodle","source":"Two and two is four."},"body":{"kind":"true_false","correct":true}}', 1795836251818975, '01a2202e-8d53-7451-891e-cee2d013408a', 100000);
INSERT INTO public.question_versions VALUES ('01a2202e-8ed0-72ef-b898-164c7268fc62', '01a2202e-8ed0-72ef-b898-164b35fa4379', 1, 'true_false', 'one', '{"name":"one","text":{"format":"moodle","source":"One is one."},"body":{"kind":"true_false","correct":true}}', 1795836251855152, '01a2202e-8d53-7451-891e-cee2d013408a', 100000);
INSERT INTO public.questions VALUES ('01a2202e-8eac-7797-8d63-adad4a7c36ba', '01a2202e-8ea0-7332-9b9e-3bfc7655d0ee', '', '01a2202e-8eac-7797-8d63-adae464def73', NULL, 1795836251818975, 'light what makes sugar out of light?');
INSERT INTO public.questions VALUES ('01a2202e-8eac-7797-8d63-adaf410f978b', '01a2202e-8ea0-7332-9b9e-3bfc7655d0ee', '', '01a2202e-8eac-7797-8d63-adb04f2fa82a', NULL, 1795836251818975, 'sum two and two is four.');
INSERT INTO public.questions VALUES ('01a2202e-8ed0-72ef-b898-164b35fa4379', '01a2202e-8ec4-7341-a2ad-df64948efe9b', '', '01a2202e-8ed0-72ef-b898-164c7268fc62', NULL, 1795836251855152, 'one one is one.');
INSERT INTO public.receipts VALUES ('01a2202e-8f6a-777a-ac8a-4e34a7a4950c', '{"sitting":"01a2202e-8ee6-7191-8dc4-d0d82d978d59","attempt":"01a2202e-8f6a-777a-ac8a-4e34a7a4950c","person":"01a2202e-8f0c-727c-8b3a-38bc0d14cfe1","paper_digest":"dc80b6a6927f10743d9ad43f088fbed188183669f02c651c8e35ba596a49b90a","last_seq":5,"head":"9b286c71c6939aaaa6637ae9f9d75843f1f032fb0422c0eeb00ded5ff63f006e","answers":2,"closed_at_us":1795836252081160,"closed_by":"submit","issued_at_us":1795836252094131,"key_id":"fe812c12f3ab4ce6"}', 'fe812c12f3ab4ce6', '\x3bcca9953ae634ccf0f9adaeff0ab42c4ca85dfdfadd2a03b6d423885783a519d2be3552c2c666d2d3ae421a2c14927103debca9cb04fc235dc06a969288c005', 1795836252094131);
INSERT INTO public.room_journal VALUES ('01a2202e-8ee6-7191-8dc4-d0d82d978d59', 1, 'room.started', 1795836252034042, '01a2202e-8d53-7451-891e-cee2d013408a', '{"window_closes_at_us":1795843451876125}');
INSERT INTO public.rooms VALUES ('01a2202e-8ef1-773a-bdd8-88ea0f4a4605', 0, 'lobby', NULL, NULL, 0, 0, 1795843451886769, NULL);
INSERT INTO public.rooms VALUES ('01a2202e-8efb-7024-b109-19e6a6f3f79a', 0, 'lobby', NULL, NULL, 0, 0, 1795843451897076, NULL);
INSERT INTO public.rooms VALUES ('01a2202e-8ee6-7191-8dc4-d0d82d978d59', 1, 'running', 1795836252034042, NULL, 0, 0, 1795843451876125, NULL);
INSERT INTO public.seaql_migrations VALUES ('m0001_accounts', 1795836251);
INSERT INTO public.seaql_migrations VALUES ('m0002_exams', 1795836251);
INSERT INTO public.seaql_migrations VALUES ('m0003_rooms', 1795836251);
INSERT INTO public.seaql_migrations VALUES ('m0004_jobs', 1795836251);
INSERT INTO public.seaql_migrations VALUES ('m0005_audit', 1795836251);
INSERT INTO public.seaql_migrations VALUES ('m0006_question_keys', 1795836251);
INSERT INTO public.seaql_migrations VALUES ('m0007_mail', 1795836251);
INSERT INTO public.seaql_migrations VALUES ('m0008_talk', 1795836251);
INSERT INTO public.seaql_migrations VALUES ('m0009_bank', 1795836251);
INSERT INTO public.seaql_migrations VALUES ('m0010_marks', 1795836251);
INSERT INTO public.seaql_migrations VALUES ('m0013_person', 1795836251);
INSERT INTO public.seaql_migrations VALUES ('m0014_pictures', 1795836251);
INSERT INTO public.sessions VALUES ('01a2202e-8e98-70e9-8f92-17760bb0d98c', '01a2202e-8d53-7451-891e-cee2d013408a', 1795836251800982, 1795922651800982, 1796441051800982, 1795836251800982, 'Python-urllib/3.11', '127.0.0.0/24', NULL);
INSERT INTO public.sessions VALUES ('01a2202e-8f11-71fe-8726-ef6da0cb8ce7', '01a2202e-8f0c-727c-8b3a-38bc0d14cfe1', 1795836251921674, 1795922651921674, 1796441051921674, 1795836251921674, 'Python-urllib/3.11', '127.0.0.0/24', NULL);
INSERT INTO public.sessions VALUES ('01a2202e-8f20-7732-a809-d53b61fb7e9d', '01a2202e-8f17-741e-8246-fbfee5aff503', 1795836251936335, 1795922651936335, 1796441051936335, 1795836251936335, 'Python-urllib/3.11', '127.0.0.0/24', NULL);
INSERT INTO public.sessions VALUES ('01a2202e-8f2b-7775-8b6c-d6ee807f7ed9', '01a2202e-8f0c-727c-8b3a-38bc0d14cfe1', 1795836251947914, 1795922651947914, 1796441051947914, 1795836251947914, 'Python-urllib/3.11', '127.0.0.0/24', NULL);
INSERT INTO public.sessions VALUES ('01a2202e-8f35-7563-a0e4-b5428b30aa37', '01a2202e-8f17-741e-8246-fbfee5aff503', 1795836251957598, 1795922651957598, 1796441051957598, 1795836251957598, 'Python-urllib/3.11', '127.0.0.0/24', NULL);
INSERT INTO public.sitting_staff VALUES ('01a2202e-8ee6-7191-8dc4-d0d82d978d59', '01a2202e-8da8-77da-89a8-c648549e1bd0');
INSERT INTO public.sittings VALUES ('01a2202e-8ee6-7191-8dc4-d0d82d978d59', '01a2202e-8ea0-7332-9b9e-3bfc7655d0ee', '01a2202e-8ead-7799-9b55-9e4c00fe9dfe', '4782H5ER', 'Morning', 1795836251876081, 1795843451876125, 3600000000, 5000000, 'proctor', 1, 'on_close', '{"show_score":"shown","show_answers":"shown","show_correct":"shown","show_feedback":"shown"}', NULL, '\xf338ae7788e93f057a33021923c023a8985ca907e9d07ab196c09a8f8f073635', 1795836251878396, NULL);
INSERT INTO public.sittings VALUES ('01a2202e-8ef1-773a-bdd8-88ea0f4a4605', '01a2202e-8ea0-7332-9b9e-3bfc7655d0ee', '01a2202e-8ead-7799-9b55-9e4c00fe9dfe', 'GDEABHZE', 'Evening', 1795836251886738, 1795843451886769, 3600000000, 5000000, 'proctor', 1, 'on_close', '{"show_score":"shown","show_answers":"shown","show_correct":"shown","show_feedback":"shown"}', NULL, '\x35b286b7470ece7222abd1f3c06e664090319cd3d46cd328361afc1ece4debd0', 1795836251889276, NULL);
INSERT INTO public.sittings VALUES ('01a2202e-8efb-7024-b109-19e6a6f3f79a', '01a2202e-8ec4-7341-a2ad-df64948efe9b', '01a2202e-8ed1-7133-8a2e-9ff5d0769652', '6NRWA5C5', 'Noon', 1795836251897044, 1795843451897076, 3600000000, 5000000, 'proctor', 1, 'on_close', '{"show_score":"shown","show_answers":"shown","show_correct":"shown","show_feedback":"shown"}', NULL, '\xee76ed7431183a71cca5329018f59cd0b1c30c1527bedf6e33d2517ed8e22e71', 1795836251899252, NULL);
ALTER TABLE ONLY public.account_links
    ADD CONSTRAINT account_links_digest_key UNIQUE (digest);
ALTER TABLE ONLY public.account_links
    ADD CONSTRAINT account_links_pkey PRIMARY KEY (account_id, kind);
ALTER TABLE ONLY public.account_pictures
    ADD CONSTRAINT account_pictures_pkey PRIMARY KEY (account_id);
ALTER TABLE ONLY public.account_roles
    ADD CONSTRAINT account_roles_pkey PRIMARY KEY (account_id, role);
ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_email_key UNIQUE (email);
ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.attempt_evidence
    ADD CONSTRAINT attempt_evidence_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.attempt_integrity
    ADD CONSTRAINT attempt_integrity_pkey PRIMARY KEY (attempt_id, at_us, kind);
ALTER TABLE ONLY public.attempt_log
    ADD CONSTRAINT attempt_log_pkey PRIMARY KEY (attempt_id, seq);
ALTER TABLE ONLY public.attempt_log
    ADD CONSTRAINT attempt_log_save_key UNIQUE (attempt_id, save_id);
ALTER TABLE ONLY public.attempt_messages
    ADD CONSTRAINT attempt_messages_message_key UNIQUE (attempt_id, message_id);
ALTER TABLE ONLY public.attempt_messages
    ADD CONSTRAINT attempt_messages_pkey PRIMARY KEY (attempt_id, seq);
ALTER TABLE ONLY public.attempt_results
    ADD CONSTRAINT attempt_results_pkey PRIMARY KEY (attempt_id);
ALTER TABLE ONLY public.attempt_talk
    ADD CONSTRAINT attempt_talk_pkey PRIMARY KEY (attempt_id);
ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_number_key UNIQUE (sitting_id, account_id, number);
ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_seq_key UNIQUE (seq);
ALTER TABLE ONLY public.enrolments
    ADD CONSTRAINT enrolments_pkey PRIMARY KEY (sitting_id, account_id);
ALTER TABLE ONLY public.exam_pictures
    ADD CONSTRAINT exam_pictures_pkey PRIMARY KEY (exam_id, digest);
ALTER TABLE ONLY public.exams
    ADD CONSTRAINT exams_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.hand_marks
    ADD CONSTRAINT hand_marks_pkey PRIMARY KEY (task_id, seq);
ALTER TABLE ONLY public.house
    ADD CONSTRAINT house_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT jobs_dedupe_key UNIQUE (dedupe_key);
ALTER TABLE ONLY public.jobs_done
    ADD CONSTRAINT jobs_done_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT jobs_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.marking_tasks
    ADD CONSTRAINT marking_tasks_answer_key UNIQUE (attempt_id, question_id);
ALTER TABLE ONLY public.marking_tasks
    ADD CONSTRAINT marking_tasks_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.paper_questions
    ADD CONSTRAINT paper_questions_pkey PRIMARY KEY (question_id, paper_id);
ALTER TABLE ONLY public.papers
    ADD CONSTRAINT papers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.papers
    ADD CONSTRAINT papers_version_key UNIQUE (exam_id, version);
ALTER TABLE ONLY public.pictures
    ADD CONSTRAINT pictures_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.question_keys
    ADD CONSTRAINT question_keys_pkey PRIMARY KEY (exam_id, key_digest);
ALTER TABLE ONLY public.question_tags
    ADD CONSTRAINT question_tags_pkey PRIMARY KEY (question_id, tag);
ALTER TABLE ONLY public.question_versions
    ADD CONSTRAINT question_versions_number_key UNIQUE (question_id, version);
ALTER TABLE ONLY public.question_versions
    ADD CONSTRAINT question_versions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.questions
    ADD CONSTRAINT questions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.receipts
    ADD CONSTRAINT receipts_pkey PRIMARY KEY (attempt_id);
ALTER TABLE ONLY public.recovery_codes
    ADD CONSTRAINT recovery_codes_pkey PRIMARY KEY (account_id, digest);
ALTER TABLE ONLY public.room_journal
    ADD CONSTRAINT room_journal_pkey PRIMARY KEY (sitting_id, seq);
ALTER TABLE ONLY public.rooms
    ADD CONSTRAINT rooms_pkey PRIMARY KEY (sitting_id);
ALTER TABLE ONLY public.rubrics
    ADD CONSTRAINT rubrics_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.rubrics
    ADD CONSTRAINT rubrics_version_key UNIQUE (question_id, version);
ALTER TABLE ONLY public.seaql_migrations
    ADD CONSTRAINT seaql_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.second_factors
    ADD CONSTRAINT second_factors_pkey PRIMARY KEY (account_id);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sign_in_ladder
    ADD CONSTRAINT sign_in_ladder_pkey PRIMARY KEY (subject, network);
ALTER TABLE ONLY public.sitting_staff
    ADD CONSTRAINT sitting_staff_pkey PRIMARY KEY (sitting_id, account_id);
ALTER TABLE ONLY public.sittings
    ADD CONSTRAINT sittings_code_key UNIQUE (code);
ALTER TABLE ONLY public.sittings
    ADD CONSTRAINT sittings_pkey PRIMARY KEY (id);
CREATE INDEX account_links_expiry_idx ON public.account_links USING btree (expires_at_us);
CREATE INDEX accounts_erased_from_idx ON public.accounts USING btree (erased_from_us);
CREATE INDEX attempt_evidence_attempt_idx ON public.attempt_evidence USING btree (attempt_id, at_us);
CREATE INDEX attempts_account_idx ON public.attempts USING btree (account_id, sitting_id);
CREATE INDEX attempts_due_idx ON public.attempts USING btree (closes_at_us) WHERE (phase = 'open'::text);
CREATE INDEX audit_log_actor_idx ON public.audit_log USING btree (actor_id, at_us);
CREATE INDEX audit_log_object_idx ON public.audit_log USING btree (object_kind, object_id, at_us);
CREATE INDEX audit_log_time_idx ON public.audit_log USING btree (at_us, id);
CREATE INDEX audit_log_unsealed_idx ON public.audit_log USING btree (at_us, id) WHERE (seq IS NULL);
CREATE INDEX enrolments_account_idx ON public.enrolments USING btree (account_id);
CREATE INDEX exams_owner_idx ON public.exams USING btree (owner_id, id);
CREATE INDEX exams_published_idx ON public.exams USING btree (id) WHERE (published_at_us IS NOT NULL);
CREATE INDEX imports_exam_idx ON public.imports USING btree (exam_id, id);
CREATE INDEX jobs_done_age_idx ON public.jobs_done USING btree (finished_at_us);
CREATE INDEX jobs_done_dead_idx ON public.jobs_done USING btree (finished_at_us) WHERE (outcome = 'dead'::text);
CREATE INDEX jobs_due_idx ON public.jobs USING btree (priority, run_at_us);
CREATE INDEX mails_account_idx ON public.mails USING btree (account_id, kind, created_at_us);
CREATE INDEX mails_age_idx ON public.mails USING btree (created_at_us);
CREATE INDEX marking_tasks_order_idx ON public.marking_tasks USING btree (sitting_id, question_id, place, id);
CREATE INDEX question_keys_question_idx ON public.question_keys USING btree (question_id);
CREATE INDEX question_tags_tag_idx ON public.question_tags USING btree (tag);
CREATE INDEX questions_exam_idx ON public.questions USING btree (exam_id, category, id);
CREATE INDEX rooms_open_idx ON public.rooms USING btree (window_closes_at_us) WHERE (phase <> 'ended'::text);
CREATE INDEX sessions_account_idx ON public.sessions USING btree (account_id, created_at_us);
CREATE INDEX sessions_expiry_idx ON public.sessions USING btree (expires_at_us);
CREATE INDEX sign_in_ladder_age_idx ON public.sign_in_ladder USING btree (last_failure_at_us);
CREATE INDEX sitting_staff_account_idx ON public.sitting_staff USING btree (account_id);
CREATE INDEX sittings_exam_idx ON public.sittings USING btree (exam_id, window_opens_at_us);
CREATE INDEX sittings_window_idx ON public.sittings USING btree (window_opens_at_us);
ALTER TABLE ONLY public.account_links
    ADD CONSTRAINT account_links_account_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.account_pictures
    ADD CONSTRAINT account_pictures_account_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.account_roles
    ADD CONSTRAINT account_roles_account_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.attempt_evidence
    ADD CONSTRAINT attempt_evidence_attempt_fkey FOREIGN KEY (attempt_id) REFERENCES public.attempts(id);
ALTER TABLE ONLY public.attempt_integrity
    ADD CONSTRAINT attempt_integrity_attempt_fkey FOREIGN KEY (attempt_id) REFERENCES public.attempts(id);
ALTER TABLE ONLY public.attempt_messages
    ADD CONSTRAINT attempt_messages_attempt_fkey FOREIGN KEY (attempt_id) REFERENCES public.attempts(id);
ALTER TABLE ONLY public.attempt_messages
    ADD CONSTRAINT attempt_messages_author_fkey FOREIGN KEY (author_id) REFERENCES public.accounts(id);
ALTER TABLE ONLY public.attempt_results
    ADD CONSTRAINT attempt_results_attempt_fkey FOREIGN KEY (attempt_id) REFERENCES public.attempts(id);
ALTER TABLE ONLY public.attempt_talk
    ADD CONSTRAINT attempt_talk_attempt_fkey FOREIGN KEY (attempt_id) REFERENCES public.attempts(id);
ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_account_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);
ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_sitting_fkey FOREIGN KEY (sitting_id) REFERENCES public.sittings(id);
ALTER TABLE ONLY public.enrolments
    ADD CONSTRAINT enrolments_account_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);
ALTER TABLE ONLY public.enrolments
    ADD CONSTRAINT enrolments_sitting_fkey FOREIGN KEY (sitting_id) REFERENCES public.sittings(id);
ALTER TABLE ONLY public.exam_pictures
    ADD CONSTRAINT exam_pictures_author_fkey FOREIGN KEY (added_by) REFERENCES public.accounts(id);
ALTER TABLE ONLY public.exam_pictures
    ADD CONSTRAINT exam_pictures_exam_fkey FOREIGN KEY (exam_id) REFERENCES public.exams(id);
ALTER TABLE ONLY public.exam_pictures
    ADD CONSTRAINT exam_pictures_picture_fkey FOREIGN KEY (digest) REFERENCES public.pictures(digest);
ALTER TABLE ONLY public.exams
    ADD CONSTRAINT exams_owner_fkey FOREIGN KEY (owner_id) REFERENCES public.accounts(id);
ALTER TABLE ONLY public.hand_marks
    ADD CONSTRAINT hand_marks_marker_fkey FOREIGN KEY (marked_by) REFERENCES public.accounts(id);
ALTER TABLE ONLY public.hand_marks
    ADD CONSTRAINT hand_marks_task_fkey FOREIGN KEY (task_id) REFERENCES public.marking_tasks(id);
ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_author_fkey FOREIGN KEY (imported_by) REFERENCES public.accounts(id);
ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_exam_fkey FOREIGN KEY (exam_id) REFERENCES public.exams(id);
ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_account_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.marking_tasks
    ADD CONSTRAINT marking_tasks_attempt_fkey FOREIGN KEY (attempt_id) REFERENCES public.attempts(id);
ALTER TABLE ONLY public.paper_questions
    ADD CONSTRAINT paper_questions_paper_fkey FOREIGN KEY (paper_id) REFERENCES public.papers(id);
ALTER TABLE ONLY public.papers
    ADD CONSTRAINT papers_exam_fkey FOREIGN KEY (exam_id) REFERENCES public.exams(id);
ALTER TABLE ONLY public.question_keys
    ADD CONSTRAINT question_keys_exam_fkey FOREIGN KEY (exam_id) REFERENCES public.exams(id);
ALTER TABLE ONLY public.question_keys
    ADD CONSTRAINT question_keys_question_fkey FOREIGN KEY (question_id) REFERENCES public.questions(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.question_tags
    ADD CONSTRAINT question_tags_question_fkey FOREIGN KEY (question_id) REFERENCES public.questions(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.question_versions
    ADD CONSTRAINT question_versions_author_fkey FOREIGN KEY (created_by) REFERENCES public.accounts(id);
ALTER TABLE ONLY public.question_versions
    ADD CONSTRAINT question_versions_question_fkey FOREIGN KEY (question_id) REFERENCES public.questions(id);
ALTER TABLE ONLY public.questions
    ADD CONSTRAINT questions_exam_fkey FOREIGN KEY (exam_id) REFERENCES public.exams(id);
ALTER TABLE ONLY public.receipts
    ADD CONSTRAINT receipts_attempt_fkey FOREIGN KEY (attempt_id) REFERENCES public.attempts(id);
ALTER TABLE ONLY public.recovery_codes
    ADD CONSTRAINT recovery_codes_account_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.room_journal
    ADD CONSTRAINT room_journal_room_fkey FOREIGN KEY (sitting_id) REFERENCES public.rooms(sitting_id);
ALTER TABLE ONLY public.rooms
    ADD CONSTRAINT rooms_sitting_fkey FOREIGN KEY (sitting_id) REFERENCES public.sittings(id);
ALTER TABLE ONLY public.rubrics
    ADD CONSTRAINT rubrics_author_fkey FOREIGN KEY (created_by) REFERENCES public.accounts(id);
ALTER TABLE ONLY public.rubrics
    ADD CONSTRAINT rubrics_question_fkey FOREIGN KEY (question_id) REFERENCES public.questions(id);
ALTER TABLE ONLY public.second_factors
    ADD CONSTRAINT second_factors_account_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_account_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.sitting_staff
    ADD CONSTRAINT sitting_staff_account_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);
ALTER TABLE ONLY public.sitting_staff
    ADD CONSTRAINT sitting_staff_sitting_fkey FOREIGN KEY (sitting_id) REFERENCES public.sittings(id);
ALTER TABLE ONLY public.sittings
    ADD CONSTRAINT sittings_exam_fkey FOREIGN KEY (exam_id) REFERENCES public.exams(id);
ALTER TABLE ONLY public.sittings
    ADD CONSTRAINT sittings_paper_fkey FOREIGN KEY (paper_id) REFERENCES public.papers(id);
