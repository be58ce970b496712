-- A database of SQLite as it was before payments: three people of the staff, Ada and Ben, a free exam with two sittings and a
-- priced one with one. Ada has handed in the free exam in the morning and holds its receipt, Ben is writing, and Ada is on the
-- rosters of the other two sittings. The schema is that of the step m0014_pictures.
--
-- Made once: a server of that version was driven over HTTP, the price was set with UPDATE exams, and the result was written with
--     sqlite3 examhall.db .dump
-- without the comments. It is never made anew, since it stands for what people have.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE IF NOT EXISTS "seaql_migrations" ( "version" varchar NOT NULL PRIMARY KEY, "applied_at" integer NOT NULL );
INSERT INTO seaql_migrations VALUES('m0001_accounts',1795836163);
INSERT INTO seaql_migrations VALUES('m0002_exams',1795836163);
INSERT INTO seaql_migrations VALUES('m0003_rooms',1795836163);
INSERT INTO seaql_migrations VALUES('m0004_jobs',1795836163);
INSERT INTO seaql_migrations VALUES('m0005_audit',1795836163);
INSERT INTO seaql_migrations VALUES('m0006_question_keys',1795836163);
INSERT INTO seaql_migrations VALUES('m0007_mail',1795836163);
INSERT INTO seaql_migrations VALUES('m0008_talk',1795836163);
INSERT INTO seaql_migrations VALUES('m0009_bank',1795836163);
INSERT INTO seaql_migrations VALUES('m0010_marks',1795836163);
INSERT INTO seaql_migrations VALUES('m0013_person',1795836163);
INSERT INTO seaql_migrations VALUES('m0014_pictures',1795836163);
CREATE TABLE accounts (
    id BLOB NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    locale TEXT NOT NULL,
    disabled_at_us INTEGER,
    created_at_us INTEGER NOT NULL, email_verified_at_us INTEGER, time_zone TEXT, erased_from_us INTEGER,
    CONSTRAINT accounts_pkey PRIMARY KEY (id),
    CONSTRAINT accounts_email_key UNIQUE (email)
) STRICT;
INSERT INTO accounts VALUES(X'01a2202d36d3713f911d314aa8752a95','admin@example.org','Admin','$argon2id$v=19$m=8,t=1,p=1$MCdS3uW5SeNOCQ0Lebq9sQ$H3YpK7OQNblIKeFZO/3kESofFnXfUSUXTne5pdPsDCk','en',NULL,1795836163795609,NULL,NULL,NULL);
INSERT INTO accounts VALUES(X'01a2202d36e87220b3ca8043acc55510','author@example.org','Author','$argon2id$v=19$m=8,t=1,p=1$3WJMMENG3WyC+yJagNogfQ$YTFJfOL3xTjGYMJ2RWjEv2aJDrqzEcpXQWm7+3/5jCY','en',NULL,1795836163816762,NULL,NULL,NULL);
INSERT INTO accounts VALUES(X'01a2202d370072e296ad7009664617ef','proctor@example.org','Proctor','$argon2id$v=19$m=8,t=1,p=1$g5NlZ2TEJ4n2VMbyPvidew$IURCXWaTFRKJCD2GidTAAwfiKuKTzMysqM08BWJinqI','en',NULL,1795836163840062,NULL,NULL,NULL);
INSERT INTO accounts VALUES(X'01a2202d380b75dc95b1bea9bae6239e','ada@example.org','Ada','$argon2id$v=19$m=8,t=1,p=1$DZPdTR1GiuW+/7PgRgSVWw$TGtiM048jhPbDmbH0Beur5D6wHzmvst/EW/z/JNrzHA','en',NULL,1795836164107567,NULL,NULL,NULL);
INSERT INTO accounts VALUES(X'01a2202d380e723284733148645d5e0a','ben@example.org','Ben','$argon2id$v=19$m=8,t=1,p=1$KsALHAjY4M6U1BiESShxvg$MxNpk56v/kI/QxLdJn+nRam2xWTBjHQUFOEQG5jtY18','en',NULL,1795836164110989,NULL,NULL,NULL);
CREATE TABLE account_roles (
    account_id BLOB NOT NULL,
    role TEXT NOT NULL,
    CONSTRAINT account_roles_pkey PRIMARY KEY (account_id, role),
    CONSTRAINT account_roles_account_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
    CONSTRAINT account_roles_role_check CHECK (role IN ('student', 'mentor', 'proctor', 'author', 'admin'))
) STRICT, WITHOUT ROWID;
INSERT INTO account_roles VALUES(X'01a2202d36d3713f911d314aa8752a95','admin');
INSERT INTO account_roles VALUES(X'01a2202d36e87220b3ca8043acc55510','author');
INSERT INTO account_roles VALUES(X'01a2202d370072e296ad7009664617ef','proctor');
INSERT INTO account_roles VALUES(X'01a2202d380b75dc95b1bea9bae6239e','student');
INSERT INTO account_roles VALUES(X'01a2202d380e723284733148645d5e0a','student');
CREATE TABLE sessions (
    id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    created_at_us INTEGER NOT NULL,
    expires_at_us INTEGER NOT NULL,
    ends_at_us INTEGER NOT NULL,
    last_seen_at_us INTEGER NOT NULL,
    user_agent TEXT NOT NULL,
    network TEXT NOT NULL,
    revoked_at_us INTEGER,
    CONSTRAINT sessions_pkey PRIMARY KEY (id),
    CONSTRAINT sessions_account_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
) STRICT;
INSERT INTO sessions VALUES(X'01a2202d37db77c696bbae521b52dec4',X'01a2202d36e87220b3ca8043acc55510',1795836164059401,1795922564059401,1796440964059401,1795836164059401,'Python-urllib/3.11','127.0.0.0/24',NULL);
INSERT INTO sessions VALUES(X'01a2202d380c75bf90140f7fb31954af',X'01a2202d380b75dc95b1bea9bae6239e',1795836164108602,1795922564108602,1796440964108602,1795836164108602,'Python-urllib/3.11','127.0.0.0/24',NULL);
INSERT INTO sessions VALUES(X'01a2202d381074bbaab7ab6b27c5d8bc',X'01a2202d380e723284733148645d5e0a',1795836164112895,1795922564112895,1796440964112895,1795836164112895,'Python-urllib/3.11','127.0.0.0/24',NULL);
INSERT INTO sessions VALUES(X'01a2202d38157788b1e74d3db1ea5585',X'01a2202d380b75dc95b1bea9bae6239e',1795836164117566,1795922564117566,1796440964117566,1795836164117566,'Python-urllib/3.11','127.0.0.0/24',NULL);
INSERT INTO sessions VALUES(X'01a2202d381a778980c374eb84b41751',X'01a2202d380e723284733148645d5e0a',1795836164122073,1795922564122073,1796440964122073,1795836164122073,'Python-urllib/3.11','127.0.0.0/24',NULL);
CREATE TABLE sign_in_ladder (
    subject BLOB NOT NULL,
    network TEXT NOT NULL,
    failures INTEGER NOT NULL,
    last_failure_at_us INTEGER NOT NULL,
    locked_until_us INTEGER,
    CONSTRAINT sign_in_ladder_pkey PRIMARY KEY (subject, network)
) STRICT, WITHOUT ROWID;
CREATE TABLE exams (
    id BLOB NOT NULL,
    owner_id BLOB NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    description TEXT NOT NULL,
    search TEXT NOT NULL,
    language TEXT NOT NULL,
    price_minor INTEGER,
    currency TEXT,
    access_days INTEGER NOT NULL,
    published_at_us INTEGER,
    paper_id BLOB,
    created_at_us INTEGER NOT NULL,
    CONSTRAINT exams_pkey PRIMARY KEY (id),
    CONSTRAINT exams_owner_fkey FOREIGN KEY (owner_id) REFERENCES accounts (id),
    CONSTRAINT exams_price_check CHECK (price_minor >= 0 AND (price_minor IS NULL) = (currency IS NULL))
) STRICT;
INSERT INTO exams VALUES(X'01a2202d37e0721ebea3ca9219d3da48',X'01a2202d36e87220b3ca8043acc55510','Botany','A summary','*All* of it',replace('botany\na summary','\n',char(10)),'en',NULL,NULL,30,1795836164075901,X'01a2202d37e773fdad0a838554efc0f0',1795836164064013);
INSERT INTO exams VALUES(X'01a2202d37f0738f844606d348731ce8',X'01a2202d36e87220b3ca8043acc55510','Algebra','A summary','*All* of it',replace('algebra\na summary','\n',char(10)),'en',49900,'INR',30,1795836164088439,X'01a2202d37f57573a4ee900623fe70d5',1795836164080403);
CREATE TABLE questions (
    id BLOB NOT NULL,
    exam_id BLOB NOT NULL,
    category TEXT NOT NULL,
    latest_version_id BLOB NOT NULL,
    archived_at_us INTEGER,
    created_at_us INTEGER NOT NULL, search TEXT NOT NULL DEFAULT '',
    CONSTRAINT questions_pkey PRIMARY KEY (id),
    CONSTRAINT questions_exam_fkey FOREIGN KEY (exam_id) REFERENCES exams (id)
) STRICT;
INSERT INTO questions VALUES(X'01a2202d37e67108b21f4b985b63c687',X'01a2202d37e0721ebea3ca9219d3da48','',X'01a2202d37e67108b21f4b99298653a0',NULL,1795836164070508,'light what makes sugar out of light?');
INSERT INTO questions VALUES(X'01a2202d37e67108b21f4b9a92708600',X'01a2202d37e0721ebea3ca9219d3da48','',X'01a2202d37e67108b21f4b9bf1333853',NULL,1795836164070508,'sum two and two is four.');
INSERT INTO questions VALUES(X'01a2202d37f4751ab934a12643ea7b53',X'01a2202d37f0738f844606d348731ce8','',X'01a2202d37f4751ab934a127822865ea',NULL,1795836164084399,'one one is one.');
CREATE TABLE question_tags (
    question_id BLOB NOT NULL,
    tag TEXT NOT NULL,
    CONSTRAINT question_tags_pkey PRIMARY KEY (question_id, tag),
    CONSTRAINT question_tags_question_fkey FOREIGN KEY (question_id) REFERENCES questions (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TABLE question_versions (
    id BLOB NOT NULL,
    question_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at_us INTEGER NOT NULL,
    created_by BLOB NOT NULL, points INTEGER NOT NULL DEFAULT 100000,
    CONSTRAINT question_versions_pkey PRIMARY KEY (id),
    CONSTRAINT question_versions_number_key UNIQUE (question_id, version),
    CONSTRAINT question_versions_question_fkey FOREIGN KEY (question_id) REFERENCES questions (id),
    CONSTRAINT question_versions_author_fkey FOREIGN KEY (created_by) REFERENCES accounts (id)
) STRICT;
INSERT INTO question_versions VALUES(X'01a2202d37e67108b21f4b99298653a0',X'01a2202d37e67108b21f4b985b63c687',1,'short_text','light','{"name":"light","text":{"format":"moodle","source":"What makes sugar out of light?"},"body":{"kind":"short_text","answers":[{"pattern":"photosynthesis","fraction":10000000}],"case":"insensitive"}}',1795836164070508,X'01a2202d36e87220b3ca8043acc55510',100000);
INSERT INTO question_versions VALUES(X'01a2202d37e67108b21f4b9bf1333853',X'01a2202d37e67108b21f4b9a92708600',1,'true_false','sum','{"name":"sum","text":{"format":"moodle","source":"Two and two is four."},"body":{"kind":"true_false","correct":true}}',1795836164070508,X'01a2202d36e87220b3ca8043acc55510',100000);
INSERT INTO question_versions VALUES(X'01a2202d37f4751ab934a127822865ea',X'01a2202d37f4751ab934a12643ea7b53',1,'true_false','one','{"name":"one","text":{"format":"moodle","source":"One is one."},"body":{"kind":"true_false","correct":true}}',1795836164084399,X'01a2202d36e87220b3ca8043acc55510',100000);
CREATE TABLE imports (
    id BLOB NOT NULL,
    exam_id BLOB NOT NULL,
    imported_by BLOB NOT NULL,
    format TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    report TEXT NOT NULL,
    CONSTRAINT imports_pkey PRIMARY KEY (id),
    CONSTRAINT imports_exam_fkey FOREIGN KEY (exam_id) REFERENCES exams (id),
    CONSTRAINT imports_author_fkey FOREIGN KEY (imported_by) REFERENCES accounts (id)
) STRICT;
INSERT INTO imports VALUES(X'01a2202d37e773fdad0a838453604e7e',X'01a2202d37e0721ebea3ca9219d3da48',X'01a2202d36e87220b3ca8043acc55510','gift',1795836164070508,2,'{"id":"01a2202d-37e7-73fd-ad0a-838453604e7e","accepted":2,"rejected":0,"notes":[],"faults":[],"questions":[{"line":1,"kind":"short_text","name":"light","category":"","change":"added"},{"line":3,"kind":"true_false","name":"sum","category":"","change":"added"}],"published":true}');
INSERT INTO imports VALUES(X'01a2202d37f57573a4ee90054b7a1cf3',X'01a2202d37f0738f844606d348731ce8',X'01a2202d36e87220b3ca8043acc55510','gift',1795836164084399,1,'{"id":"01a2202d-37f5-7573-a4ee-90054b7a1cf3","accepted":1,"rejected":0,"notes":[],"faults":[],"questions":[{"line":1,"kind":"true_false","name":"one","category":"","change":"added"}],"published":true}');
CREATE TABLE papers (
    id BLOB NOT NULL,
    exam_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    definition TEXT NOT NULL,
    created_at_us INTEGER NOT NULL,
    CONSTRAINT papers_pkey PRIMARY KEY (id),
    CONSTRAINT papers_version_key UNIQUE (exam_id, version),
    CONSTRAINT papers_exam_fkey FOREIGN KEY (exam_id) REFERENCES exams (id)
) STRICT;
INSERT INTO papers VALUES(X'01a2202d37e773fdad0a838554efc0f0',X'01a2202d37e0721ebea3ca9219d3da48',1,'{"sections":[{"title":"","shuffle":"fixed","items":[{"kind":"fixed","question":"01a2202d-37e6-7108-b21f-4b985b63c687","version":"01a2202d-37e6-7108-b21f-4b99298653a0","points":100000},{"kind":"fixed","question":"01a2202d-37e6-7108-b21f-4b9a92708600","version":"01a2202d-37e6-7108-b21f-4b9bf1333853","points":100000}]}],"options":"shuffled"}',1795836164070508);
INSERT INTO papers VALUES(X'01a2202d37f57573a4ee900623fe70d5',X'01a2202d37f0738f844606d348731ce8',1,'{"sections":[{"title":"","shuffle":"fixed","items":[{"kind":"fixed","question":"01a2202d-37f4-751a-b934-a12643ea7b53","version":"01a2202d-37f4-751a-b934-a127822865ea","points":100000}]}],"options":"shuffled"}',1795836164084399);
CREATE TABLE sittings (
    id BLOB NOT NULL,
    exam_id BLOB NOT NULL,
    paper_id BLOB NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    window_opens_at_us INTEGER NOT NULL,
    window_closes_at_us INTEGER NOT NULL,
    time_limit_us INTEGER NOT NULL,
    grace_us INTEGER NOT NULL,
    start_mode TEXT NOT NULL,
    attempts_allowed INTEGER NOT NULL,
    release_policy TEXT NOT NULL,
    review TEXT NOT NULL,
    released_at_us INTEGER,
    paper_key BLOB NOT NULL,
    created_at_us INTEGER NOT NULL,
    cancelled_at_us INTEGER,
    CONSTRAINT sittings_pkey PRIMARY KEY (id),
    CONSTRAINT sittings_code_key UNIQUE (code),
    CONSTRAINT sittings_exam_fkey FOREIGN KEY (exam_id) REFERENCES exams (id),
    CONSTRAINT sittings_paper_fkey FOREIGN KEY (paper_id) REFERENCES papers (id),
    CONSTRAINT sittings_window_check CHECK (window_opens_at_us < window_closes_at_us),
    CONSTRAINT sittings_start_check CHECK (start_mode IN ('clock', 'proctor')),
    CONSTRAINT sittings_release_check CHECK (release_policy IN ('on_close', 'manual'))
) STRICT;
INSERT INTO sittings VALUES(X'01a2202d37fd75a1b8f7e4377ff5b176',X'01a2202d37e0721ebea3ca9219d3da48',X'01a2202d37e773fdad0a838554efc0f0','UCFTGDJ8','Morning',1795836164092045,1795843364092084,3600000000,5000000,'proctor',1,'on_close','{"show_score":"shown","show_answers":"shown","show_correct":"shown","show_feedback":"shown"}',NULL,X'915559e14ebd772914851ac051bd2cf8a7af779bd728fd76f2cd2b95b3649ed7',1795836164093650,NULL);
INSERT INTO sittings VALUES(X'01a2202d380171d492a26e8c24b34d25',X'01a2202d37e0721ebea3ca9219d3da48',X'01a2202d37e773fdad0a838554efc0f0','6M6HXJYZ','Evening',1795836164096433,1795843364096456,3600000000,5000000,'proctor',1,'on_close','{"show_score":"shown","show_answers":"shown","show_correct":"shown","show_feedback":"shown"}',NULL,X'1e5ddcd639393f40da6e767b07f99596dd705a8ca3ccad1ace023c43dfb3e3e3',1795836164097629,NULL);
INSERT INTO sittings VALUES(X'01a2202d3805764bb635fa275c7bf0ff',X'01a2202d37f0738f844606d348731ce8',X'01a2202d37f57573a4ee900623fe70d5','3TPPS55T','Noon',1795836164099913,1795843364099930,3600000000,5000000,'proctor',1,'on_close','{"show_score":"shown","show_answers":"shown","show_correct":"shown","show_feedback":"shown"}',NULL,X'9a26ba72368d4e58e0c4b16d1268b5bfd1f4a93523783c3ebd4b1cd20445c03b',1795836164101045,NULL);
CREATE TABLE enrolments (
    sitting_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    extra_time_us INTEGER NOT NULL,
    group_label TEXT NOT NULL,
    enrolled_at_us INTEGER NOT NULL,
    CONSTRAINT enrolments_pkey PRIMARY KEY (sitting_id, account_id),
    CONSTRAINT enrolments_sitting_fkey FOREIGN KEY (sitting_id) REFERENCES sittings (id),
    CONSTRAINT enrolments_account_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT enrolments_extra_check CHECK (extra_time_us >= 0)
) STRICT, WITHOUT ROWID;
INSERT INTO enrolments VALUES(X'01a2202d37fd75a1b8f7e4377ff5b176',X'01a2202d380b75dc95b1bea9bae6239e',0,'',1795836164126289);
INSERT INTO enrolments VALUES(X'01a2202d37fd75a1b8f7e4377ff5b176',X'01a2202d380e723284733148645d5e0a',0,'',1795836164134910);
INSERT INTO enrolments VALUES(X'01a2202d380171d492a26e8c24b34d25',X'01a2202d380b75dc95b1bea9bae6239e',0,'',1795836164130106);
INSERT INTO enrolments VALUES(X'01a2202d3805764bb635fa275c7bf0ff',X'01a2202d380b75dc95b1bea9bae6239e',0,'',1795836164141081);
CREATE TABLE sitting_staff (
    sitting_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    CONSTRAINT sitting_staff_pkey PRIMARY KEY (sitting_id, account_id),
    CONSTRAINT sitting_staff_sitting_fkey FOREIGN KEY (sitting_id) REFERENCES sittings (id),
    CONSTRAINT sitting_staff_account_fkey FOREIGN KEY (account_id) REFERENCES accounts (id)
) STRICT, WITHOUT ROWID;
INSERT INTO sitting_staff VALUES(X'01a2202d37fd75a1b8f7e4377ff5b176',X'01a2202d370072e296ad7009664617ef');
CREATE TABLE house (
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT house_pkey PRIMARY KEY (key)
) STRICT;
INSERT INTO house VALUES('epoch','01a2202d36d077b9b50dc92d6ecf1af9');
INSERT INTO house VALUES('audit_sealer','1795836174945021 01a2202d-3719-70f7-a424-8a640217e94c:01a2202d-3760-744d-8d7f-a65e30b45fcb');
CREATE TABLE rooms (
    sitting_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    phase TEXT NOT NULL,
    started_at_us INTEGER,
    paused_since_us INTEGER,
    paused_total_us INTEGER NOT NULL,
    extension_us INTEGER NOT NULL,
    window_closes_at_us INTEGER NOT NULL,
    ended_at_us INTEGER,
    CONSTRAINT rooms_pkey PRIMARY KEY (sitting_id),
    CONSTRAINT rooms_sitting_fkey FOREIGN KEY (sitting_id) REFERENCES sittings (id),
    CONSTRAINT rooms_phase_check CHECK (phase IN ('lobby', 'running', 'paused', 'ended')),
    CONSTRAINT rooms_pause_check CHECK ((phase = 'paused') = (paused_since_us IS NOT NULL)),
    CONSTRAINT rooms_end_check CHECK ((phase = 'ended') = (ended_at_us IS NOT NULL))
) STRICT;
INSERT INTO rooms VALUES(X'01a2202d37fd75a1b8f7e4377ff5b176',1,'running',1795836164160319,NULL,0,0,1795843364092084,NULL);
INSERT INTO rooms VALUES(X'01a2202d380171d492a26e8c24b34d25',0,'lobby',NULL,NULL,0,0,1795843364096456,NULL);
INSERT INTO rooms VALUES(X'01a2202d3805764bb635fa275c7bf0ff',0,'lobby',NULL,NULL,0,0,1795843364099930,NULL);
CREATE TABLE room_journal (
    sitting_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    actor_id BLOB,
    body TEXT NOT NULL,
    CONSTRAINT room_journal_pkey PRIMARY KEY (sitting_id, seq),
    CONSTRAINT room_journal_room_fkey FOREIGN KEY (sitting_id) REFERENCES rooms (sitting_id),
    CONSTRAINT room_journal_seq_check CHECK (seq >= 1)
) STRICT, WITHOUT ROWID;
INSERT INTO room_journal VALUES(X'01a2202d37fd75a1b8f7e4377ff5b176',1,'room.started',1795836164160319,X'01a2202d36e87220b3ca8043acc55510','{"window_closes_at_us":1795843364092084}');
CREATE TABLE attempts (
    id BLOB NOT NULL,
    sitting_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    number INTEGER NOT NULL,
    paper TEXT NOT NULL,
    paper_digest BLOB NOT NULL,
    seed BLOB,
    phase TEXT NOT NULL,
    opened_at_us INTEGER,
    closes_at_us INTEGER,
    extension_us INTEGER NOT NULL,
    closed_at_us INTEGER,
    closed_by TEXT,
    device_id BLOB,
    last_seq INTEGER NOT NULL,
    flags TEXT NOT NULL,
    created_at_us INTEGER NOT NULL,
    CONSTRAINT attempts_pkey PRIMARY KEY (id),
    CONSTRAINT attempts_number_key UNIQUE (sitting_id, account_id, number),
    CONSTRAINT attempts_sitting_fkey FOREIGN KEY (sitting_id) REFERENCES sittings (id),
    CONSTRAINT attempts_account_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT attempts_phase_check CHECK (phase IN ('prepared', 'open', 'closed')),
    CONSTRAINT attempts_closed_by_check CHECK (closed_by IN ('submit', 'deadline', 'ended')),
    CONSTRAINT attempts_open_check CHECK (phase <> 'open' OR (opened_at_us IS NOT NULL AND closes_at_us IS NOT NULL)),
    CONSTRAINT attempts_closed_check CHECK ((phase = 'closed') = (closed_at_us IS NOT NULL)
        AND (phase = 'closed') = (closed_by IS NOT NULL))
) STRICT;
INSERT INTO attempts VALUES(X'01a2202d38337295a07df12e101db82e',X'01a2202d37fd75a1b8f7e4377ff5b176',X'01a2202d380b75dc95b1bea9bae6239e',1,'{"sections":[{"title":"","questions":[{"question":"01a2202d-37e6-7108-b21f-4b985b63c687","version":"01a2202d-37e6-7108-b21f-4b99298653a0","points":100000,"option_order":[]},{"question":"01a2202d-37e6-7108-b21f-4b9a92708600","version":"01a2202d-37e6-7108-b21f-4b9bf1333853","points":100000,"option_order":[]}]}]}',X'353c2ea3bdd35f280bc205dd2455470a67ad306abc4172c8abb2e96f57f66f11',X'a56c33fca1714531c5d2ad67dde087162f65ee1fced244acccd0cf1e346b406f','closed',1795836164160319,1795839764160319,0,1795836164180859,'submit',X'41cafd69359e4516a22b872dfe6f9e4a',5,'[]',1795836164147741);
INSERT INTO attempts VALUES(X'01a2202d383874e2a5c21221eb393e6b',X'01a2202d37fd75a1b8f7e4377ff5b176',X'01a2202d380e723284733148645d5e0a',1,'{"sections":[{"title":"","questions":[{"question":"01a2202d-37e6-7108-b21f-4b985b63c687","version":"01a2202d-37e6-7108-b21f-4b99298653a0","points":100000,"option_order":[]},{"question":"01a2202d-37e6-7108-b21f-4b9a92708600","version":"01a2202d-37e6-7108-b21f-4b9bf1333853","points":100000,"option_order":[]}]}]}',X'353c2ea3bdd35f280bc205dd2455470a67ad306abc4172c8abb2e96f57f66f11',X'9c590982f98eae553c8fdec2c4141056d109555a3c7b35181414779c47f9f759','open',1795836164160319,1795839764160319,0,NULL,NULL,X'b7c5fcb500384422825717b8e5333629',2,'[]',1795836164153012);
CREATE TABLE attempt_log (
    attempt_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    at_us INTEGER NOT NULL,
    question_id BLOB,
    revision INTEGER,
    save_id BLOB,
    device_id BLOB,
    late INTEGER NOT NULL,
    salt BLOB,
    body BLOB,
    inner_digest BLOB NOT NULL,
    chain BLOB NOT NULL,
    CONSTRAINT attempt_log_pkey PRIMARY KEY (attempt_id, seq),
    CONSTRAINT attempt_log_save_key UNIQUE (attempt_id, save_id),
    CONSTRAINT attempt_log_seq_check CHECK (seq >= 1)
) STRICT, WITHOUT ROWID;
INSERT INTO attempt_log VALUES(X'01a2202d38337295a07df12e101db82e',1,1,1795836164160319,NULL,NULL,NULL,NULL,0,X'8ec11aa7d79202a9c3b77cded1a16fc6',X'7b22636c6f7365735f61745f7573223a313739353833393736343136303331392c22646576696365223a6e756c6c7d',X'98e3f72db10865425c7718b6ec0f99eeb937acf5e8edb878415f06c823bb56bf',X'e660ef02bf88acd44912af82610df4586dff6e48e956a590235b4a17b1009ce6');
INSERT INTO attempt_log VALUES(X'01a2202d38337295a07df12e101db82e',2,2,1795836164168804,X'01a2202d37e67108b21f4b985b63c687',1,X'848de3d1dc284bd5b2b35badb5bfa3b8',X'41cafd69359e4516a22b872dfe6f9e4a',0,X'93bc27af3304168bcae9c5f1fcacac2c',X'7b227175657374696f6e223a2230316132323032642d333765362d373130382d623231662d346239383562363363363837222c227265766973696f6e223a312c22726573706f6e7365223a7b2274657874223a202277726f6e67206174206669727374227d7d',X'e1234f9a040983e87d919bbaeed2995ab1d05733455887e249c066a615c18284',X'0a51843eca856dc267d6cf97819690ce9be579c2bda3fcca6095179b1cd80604');
INSERT INTO attempt_log VALUES(X'01a2202d38337295a07df12e101db82e',3,2,1795836164172911,X'01a2202d37e67108b21f4b985b63c687',2,X'b491f0d03d11448a9893b5c86b11005d',X'41cafd69359e4516a22b872dfe6f9e4a',0,X'0795e5dfb7083c2f0d12fa0ea1f33487',X'7b227175657374696f6e223a2230316132323032642d333765362d373130382d623231662d346239383562363363363837222c227265766973696f6e223a322c22726573706f6e7365223a7b2274657874223a202270686f746f73796e746865736973227d7d',X'a1ef5d5f09ca3db46141bc23ec0236104c5c184866192601a43ecfae62efd6a2',X'2cc3344c315a29ffcf53c60d5322356959decaf5806f6a746393c755370fee4b');
INSERT INTO attempt_log VALUES(X'01a2202d38337295a07df12e101db82e',4,2,1795836164175443,X'01a2202d37e67108b21f4b9a92708600',1,X'd4fadd52960747d287a196e3dd68498c',X'41cafd69359e4516a22b872dfe6f9e4a',0,X'0dd3910ad63fd9f96f53223612d3591b',X'7b227175657374696f6e223a2230316132323032642d333765362d373130382d623231662d346239613932373038363030222c227265766973696f6e223a312c22726573706f6e7365223a7b2263686f696365223a202274727565227d7d',X'7819f164d3fe9d99db320dd280f0c6a383774dc6a3dccde39f62097cb454ab09',X'a7b739d0076e1679e2f73db42a39c65daad08cdb313c2f7250a48692289cfab3');
INSERT INTO attempt_log VALUES(X'01a2202d38337295a07df12e101db82e',5,4,1795836164180859,NULL,NULL,NULL,X'41cafd69359e4516a22b872dfe6f9e4a',0,X'254882711511a5afe33f119338fabe0d',X'7b22726561736f6e223a227375626d6974227d',X'a5195b4a35ffa901273a39643a6171e3ac956294045a15860f8245a2d83548bd',X'f172cdacf67315c3dd36b673a96a1ec375ee24af1ca40ed191bc9a2cd45eb2b6');
INSERT INTO attempt_log VALUES(X'01a2202d383874e2a5c21221eb393e6b',1,1,1795836164160319,NULL,NULL,NULL,NULL,0,X'380860080fe9d84bdd998f3a42070214',X'7b22636c6f7365735f61745f7573223a313739353833393736343136303331392c22646576696365223a6e756c6c7d',X'7abe2cc118135362313cd10c6a4cf5de438d4b93d141f9029cb4db42c3402951',X'd3539a89b220690c7edeb021764760c49707692bff30e2be881393f3b59232ed');
INSERT INTO attempt_log VALUES(X'01a2202d383874e2a5c21221eb393e6b',2,2,1795836164177651,X'01a2202d37e67108b21f4b9a92708600',1,X'5048aa79cb6e48beb7ee5146df606c90',X'b7c5fcb500384422825717b8e5333629',0,X'2092f9b0afdea72a85c2d1a3ff3a9b4d',X'7b227175657374696f6e223a2230316132323032642d333765362d373130382d623231662d346239613932373038363030222c227265766973696f6e223a312c22726573706f6e7365223a7b2263686f696365223a202266616c7365227d7d',X'e91f15836cba43422b19337943990afca6c4e7256de2940f7311c496385b378c',X'ae1c3f1e5139bacdc438bff09e43503af09c889f00f7d179818810a67da50f89');
CREATE TABLE attempt_evidence (
    id BLOB NOT NULL,
    attempt_id BLOB NOT NULL,
    at_us INTEGER NOT NULL,
    reason TEXT NOT NULL,
    device_id BLOB,
    save_id BLOB,
    question_id BLOB,
    body BLOB NOT NULL,
    CONSTRAINT attempt_evidence_pkey PRIMARY KEY (id),
    CONSTRAINT attempt_evidence_attempt_fkey FOREIGN KEY (attempt_id) REFERENCES attempts (id)
) STRICT;
CREATE TABLE attempt_results (
    attempt_id BLOB NOT NULL,
    score INTEGER NOT NULL,
    max INTEGER NOT NULL,
    provisional INTEGER NOT NULL,
    marked_at_us INTEGER NOT NULL,
    detail TEXT NOT NULL,
    CONSTRAINT attempt_results_pkey PRIMARY KEY (attempt_id),
    CONSTRAINT attempt_results_attempt_fkey FOREIGN KEY (attempt_id) REFERENCES attempts (id)
) STRICT;
INSERT INTO attempt_results VALUES(X'01a2202d38337295a07df12e101db82e',200000,200000,0,1795836164186308,'{"score":200000,"max":200000,"provisional":false,"questions":[{"question":"01a2202d-37e6-7108-b21f-4b985b63c687","position":1,"awarded":100000,"max":100000,"fraction":10000000,"feedback":[],"correct":"correct"},{"question":"01a2202d-37e6-7108-b21f-4b9a92708600","position":2,"awarded":100000,"max":100000,"fraction":10000000,"feedback":[],"correct":"correct"}]}');
CREATE TABLE receipts (
    attempt_id BLOB NOT NULL,
    body TEXT NOT NULL,
    key_id TEXT NOT NULL,
    signature BLOB NOT NULL,
    issued_at_us INTEGER NOT NULL,
    CONSTRAINT receipts_pkey PRIMARY KEY (attempt_id),
    CONSTRAINT receipts_attempt_fkey FOREIGN KEY (attempt_id) REFERENCES attempts (id)
) STRICT;
INSERT INTO receipts VALUES(X'01a2202d38337295a07df12e101db82e','{"sitting":"01a2202d-37fd-75a1-b8f7-e4377ff5b176","attempt":"01a2202d-3833-7295-a07d-f12e101db82e","person":"01a2202d-380b-75dc-95b1-bea9bae6239e","paper_digest":"353c2ea3bdd35f280bc205dd2455470a67ad306abc4172c8abb2e96f57f66f11","last_seq":5,"head":"f172cdacf67315c3dd36b673a96a1ec375ee24af1ca40ed191bc9a2cd45eb2b6","answers":2,"closed_at_us":1795836164180859,"closed_by":"submit","issued_at_us":1795836164186308,"key_id":"fe812c12f3ab4ce6"}','fe812c12f3ab4ce6',X'2f6274420709dde195e89c7b6913d95705e48470da88d892a2fc0ae13df268e05218fb5acf8d8e23f31bf78ae1264cd88bd87d8257ac1c6decb0c016658d2008',1795836164186308);
CREATE TABLE jobs (
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    dedupe_key TEXT,
    priority INTEGER NOT NULL,
    run_at_us INTEGER NOT NULL,
    payload TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    attempts_max INTEGER NOT NULL,
    lease_owner TEXT,
    lease_until_us INTEGER,
    last_error TEXT,
    created_at_us INTEGER NOT NULL,
    CONSTRAINT jobs_pkey PRIMARY KEY (id),
    CONSTRAINT jobs_dedupe_key UNIQUE (dedupe_key),
    CONSTRAINT jobs_attempts_check CHECK (attempts_max >= 1),
    CONSTRAINT jobs_lease_check CHECK ((lease_owner IS NULL) = (lease_until_us IS NULL))
) STRICT;
CREATE TABLE jobs_done (
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    dedupe_key TEXT,
    priority INTEGER NOT NULL,
    payload TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    attempts_max INTEGER NOT NULL,
    last_error TEXT,
    created_at_us INTEGER NOT NULL,
    finished_at_us INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    CONSTRAINT jobs_done_pkey PRIMARY KEY (id),
    CONSTRAINT jobs_done_outcome_check CHECK (outcome IN ('done', 'dead'))
) STRICT;
INSERT INTO jobs_done VALUES(X'01a2202d380c75bf90140f7e11cd9102','send_mail',NULL,50,'{}',1,12,NULL,1795836164108344,1795836164113573,'done');
INSERT INTO jobs_done VALUES(X'01a2202d381074bbaab7ab6ac084b060','send_mail',NULL,50,'{}',1,12,NULL,1795836164112683,1795836164122029,'done');
INSERT INTO jobs_done VALUES(X'01a2202d385577898334e2a064becb98','mark_attempts',NULL,10,'{"attempts":["01a2202d-3833-7295-a07d-f12e101db82e"]}',1,10,NULL,1795836164181232,1795836164186308,'done');
CREATE TABLE audit_log (
    id BLOB NOT NULL,
    at_us INTEGER NOT NULL,
    actor_id BLOB,
    action TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    detail TEXT NOT NULL,
    seq INTEGER,
    chain BLOB,
    CONSTRAINT audit_log_pkey PRIMARY KEY (id),
    CONSTRAINT audit_log_seq_key UNIQUE (seq),
    CONSTRAINT audit_log_seal_check CHECK ((seq IS NULL) = (chain IS NULL))
) STRICT;
INSERT INTO audit_log VALUES(X'01a2202d36d47358a1f9d3fe10a4a363',1795836163796340,NULL,'accounts.registered','account','01a2202d-36d3-713f-911d-314aa8752a95','{"roles":["admin"]}',1,X'bffef1853582615737e6c3713277d396e1b220cb135b5f8a73ba95c7c9d69f8b');
INSERT INTO audit_log VALUES(X'01a2202d36e976c98e3d064a2128b553',1795836163817424,NULL,'accounts.registered','account','01a2202d-36e8-7220-b3ca-8043acc55510','{"roles":["author"]}',2,X'9f0db20a86102162c780d78f802f06bb8dac416c428fdac2e84a8d0d035d54c9');
INSERT INTO audit_log VALUES(X'01a2202d370072e296ad700adb46e221',1795836163840820,NULL,'accounts.registered','account','01a2202d-3700-72e2-96ad-7009664617ef','{"roles":["proctor"]}',3,X'9b14c765faa4cc5760b097631d4d12c7bd9b946788a3257d3ea9b79062e80a8e');
INSERT INTO audit_log VALUES(X'01a2202d37db77c696bbae53e69b200d',1795836164059556,X'01a2202d36e87220b3ca8043acc55510','accounts.signed_in','session','01a2202d-37db-77c6-96bb-ae521b52dec4','{}',4,X'd9a6bbc3a9055e8296994efa72daa16960c00428df06c46cfb065051c4aa6fe4');
INSERT INTO audit_log VALUES(X'01a2202d37e0721ebea3ca9301e05346',1795836164064382,X'01a2202d36e87220b3ca8043acc55510','exams.created','exam','01a2202d-37e0-721e-bea3-ca9219d3da48','{}',5,X'286683c6dab0de3255ce3e89eaabf3e5b825d0f86496e0d55afa25129eef5556');
INSERT INTO audit_log VALUES(X'01a2202d37e8736fad49481b051a6a18',1795836164072912,X'01a2202d36e87220b3ca8043acc55510','exams.questions_imported','exam','01a2202d-37e0-721e-bea3-ca9219d3da48','{"import":"01a2202d-37e7-73fd-ad0a-838453604e7e","added":2,"revised":0}',6,X'f760115fbbf302cf3d2d6d190e08ccc9d340e0d4154b4bd5df392a2791b89b36');
INSERT INTO audit_log VALUES(X'01a2202d37ec727daabe45033217d0e9',1795836164076019,X'01a2202d36e87220b3ca8043acc55510','exams.published','exam','01a2202d-37e0-721e-bea3-ca9219d3da48','{}',7,X'b32e895a2432e8e5dd5c36b2b3ec458dfb54b84ec10423f9f48ee8671447ca2f');
INSERT INTO audit_log VALUES(X'01a2202d37f0738f844606d4abe289e1',1795836164080664,X'01a2202d36e87220b3ca8043acc55510','exams.created','exam','01a2202d-37f0-738f-8446-06d348731ce8','{}',8,X'91252c79e431e072e3d992ccf38804e398fddc94699d02e7f75a7b784fb07f8c');
INSERT INTO audit_log VALUES(X'01a2202d37f674e19da4591fa007ffa3',1795836164086095,X'01a2202d36e87220b3ca8043acc55510','exams.questions_imported','exam','01a2202d-37f0-738f-8446-06d348731ce8','{"import":"01a2202d-37f5-7573-a4ee-90054b7a1cf3","added":1,"revised":0}',9,X'206c1e0f1834f1380bd28d4fd12a18c5fb8db13965d20e20aab4f1db20323f5d');
INSERT INTO audit_log VALUES(X'01a2202d37f87203b90ee230027ded00',1795836164088500,X'01a2202d36e87220b3ca8043acc55510','exams.published','exam','01a2202d-37f0-738f-8446-06d348731ce8','{}',10,X'b19ef3596499430770353a61e1b3855df93ae33b48f91f6b4d214bb97e501f43');
INSERT INTO audit_log VALUES(X'01a2202d37fe727aa91978a438722bb8',1795836164094218,X'01a2202d36e87220b3ca8043acc55510','exams.sitting_scheduled','sitting','01a2202d-37fd-75a1-b8f7-e4377ff5b176','{"exam":"01a2202d-37e0-721e-bea3-ca9219d3da48","paper":"01a2202d-37e7-73fd-ad0a-838554efc0f0"}',11,X'd38affbb281a48fe9582d08cc95f39aa810931614a2269e625559f96586e26ab');
INSERT INTO audit_log VALUES(X'01a2202d380272ac8126e35d2f87214f',1795836164098091,X'01a2202d36e87220b3ca8043acc55510','exams.sitting_scheduled','sitting','01a2202d-3801-71d4-92a2-6e8c24b34d25','{"exam":"01a2202d-37e0-721e-bea3-ca9219d3da48","paper":"01a2202d-37e7-73fd-ad0a-838554efc0f0"}',12,X'd0999cb9026677f8ed6aa1df384ce869e0623e2df87a30fb2aca257c6cc30118');
INSERT INTO audit_log VALUES(X'01a2202d3805764bb635fa29c4538d54',1795836164101409,X'01a2202d36e87220b3ca8043acc55510','exams.sitting_scheduled','sitting','01a2202d-3805-764b-b635-fa275c7bf0ff','{"exam":"01a2202d-37f0-738f-8446-06d348731ce8","paper":"01a2202d-37f5-7573-a4ee-900623fe70d5"}',13,X'ceb6847dd78052bc9a78355067bf2b1ff12116dc1b7040917ba0aa4e94a81fb1');
INSERT INTO audit_log VALUES(X'01a2202d380971eaa8896513a175a7c2',1795836164105654,X'01a2202d36e87220b3ca8043acc55510','exams.staff_assigned','sitting','01a2202d-37fd-75a1-b8f7-e4377ff5b176','{"account":"01a2202d-3700-72e2-96ad-7009664617ef"}',14,X'1fd16f3ba8c1e012fbbc5bb4e534b5487a2f2cff495123859fa5355d22de70fe');
INSERT INTO audit_log VALUES(X'01a2202d380b75dc95b1beaaf35134e7',1795836164107988,X'01a2202d380b75dc95b1bea9bae6239e','accounts.registered','account','01a2202d-380b-75dc-95b1-bea9bae6239e','{"roles":["student"]}',15,X'8c9daf7bc4285387e2cfdd3018d810fdc921c530fdee99beee1879b4a92692e9');
INSERT INTO audit_log VALUES(X'01a2202d380c75bf90140f8074bbca50',1795836164108681,X'01a2202d380b75dc95b1bea9bae6239e','accounts.signed_in','session','01a2202d-380c-75bf-9014-0f7fb31954af','{}',16,X'73dc00014e756517509752746fed7068b22985ea9fb5ed5ed4d8bb7633f2b387');
INSERT INTO audit_log VALUES(X'01a2202d381074bbaab7ab69b8fea6fc',1795836164112243,X'01a2202d380e723284733148645d5e0a','accounts.registered','account','01a2202d-380e-7232-8473-3148645d5e0a','{"roles":["student"]}',17,X'7365bbe6e5ae777b18be360eb60e35da4fadfff58b28340bd6737ab61cbc0ee0');
INSERT INTO audit_log VALUES(X'01a2202d3811777fb9333116fc7d9956',1795836164113186,X'01a2202d380e723284733148645d5e0a','accounts.signed_in','session','01a2202d-3810-74bb-aab7-ab6b27c5d8bc','{}',18,X'078f6e06c22d588a134da6cff7cb2bdfb3b225c9a7ec157f3d7d498c57ac822e');
INSERT INTO audit_log VALUES(X'01a2202d38157788b1e74d3e44b2bcae',1795836164117688,X'01a2202d380b75dc95b1bea9bae6239e','accounts.signed_in','session','01a2202d-3815-7788-b1e7-4d3db1ea5585','{}',19,X'9467f023da45a5f97df82b324f40eb45b9369ef7cae710ba5034262a809c3469');
INSERT INTO audit_log VALUES(X'01a2202d381a778980c374ec93fa20e4',1795836164122205,X'01a2202d380e723284733148645d5e0a','accounts.signed_in','session','01a2202d-381a-7789-80c3-74eb84b41751','{}',20,X'd4ce32d2e9c197b28d0f7929e9230608fc10b89733018051cc1d1ef2fe01e747');
INSERT INTO audit_log VALUES(X'01a2202d382d773885502573a7bd5700',1795836164141381,X'01a2202d36e87220b3ca8043acc55510','exams.list_enrolled','sitting','01a2202d-3805-764b-b635-fa275c7bf0ff','{"accounts":["01a2202d-380b-75dc-95b1-bea9bae6239e"]}',21,X'291be4b7dad11a522a516d603c49e67166eac1182e9404a864ad61ad31956275');
INSERT INTO audit_log VALUES(X'01a2202d3842746495a1341ed5377033',1795836164162044,X'01a2202d36e87220b3ca8043acc55510','room.started','room','01a2202d-37fd-75a1-b8f7-e4377ff5b176','{"seq":1}',22,X'cbc4e20bf24e63b354a09ab5cce4a36de4abe73ca14b2d3b08e9e2f3f766d026');
CREATE TABLE question_keys (
    exam_id BLOB NOT NULL,
    key_digest BLOB NOT NULL,
    question_id BLOB NOT NULL,
    content_digest BLOB NOT NULL,
    CONSTRAINT question_keys_pkey PRIMARY KEY (exam_id, key_digest),
    CONSTRAINT question_keys_exam_fkey FOREIGN KEY (exam_id) REFERENCES exams (id),
    CONSTRAINT question_keys_question_fkey FOREIGN KEY (question_id) REFERENCES questions (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO question_keys VALUES(X'01a2202d37e0721ebea3ca9219d3da48',X'1473664ba04fa6b606afbdb1724d16b7177be18cd2efbf96b9e6e8fef53ed708',X'01a2202d37e67108b21f4b985b63c687',X'c159f13060ba2c70eeedfb8600e87f62a332235ccffa57f2bfde37fc7ce08e2d');
INSERT INTO question_keys VALUES(X'01a2202d37e0721ebea3ca9219d3da48',X'1f1009823889f055b4982b36f9845ae6c7c5ef419ad8533854fa7dda5aba64c0',X'01a2202d37e67108b21f4b9a92708600',X'792646c963e35eabe245f1062404e37b97cd4a5942249c2b7ac0c25a0e64d2ad');
INSERT INTO question_keys VALUES(X'01a2202d37f0738f844606d348731ce8',X'21ae4e8d0e72d88e48732ce5ae168e959a13714bdb3caf2589ee7f59fa5c5b0c',X'01a2202d37f4751ab934a12643ea7b53',X'fb542bc8a958a178ec935ba9bb1642998053d82e9bf123b5633fa84b386ee6c5');
CREATE TABLE account_links (
    account_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    digest BLOB NOT NULL,
    expires_at_us INTEGER NOT NULL,
    CONSTRAINT account_links_pkey PRIMARY KEY (account_id, kind),
    CONSTRAINT account_links_digest_key UNIQUE (digest),
    CONSTRAINT account_links_account_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
    CONSTRAINT account_links_kind_check CHECK (kind IN ('verify_email', 'reset_password'))
) STRICT, WITHOUT ROWID;
INSERT INTO account_links VALUES(X'01a2202d380b75dc95b1bea9bae6239e','verify_email',X'3dd416c6fc81d8e5bf0bb29fccd50db970d41875c8a6940d94bfa95621c51fb5',1796095364108077);
INSERT INTO account_links VALUES(X'01a2202d380e723284733148645d5e0a','verify_email',X'151372566e90cd127eecb891c28d5a7fddc2222fafa24c6ed8a59de849efcd01',1796095364112414);
CREATE TABLE mails (
    id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    locale TEXT NOT NULL,
    arguments TEXT NOT NULL,
    created_at_us INTEGER NOT NULL,
    sent_at_us INTEGER,
    CONSTRAINT mails_pkey PRIMARY KEY (id),
    CONSTRAINT mails_account_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
) STRICT;
INSERT INTO mails VALUES(X'01a2202d380c75bf90140f7e11cd9102',X'01a2202d380b75dc95b1bea9bae6239e','verify_email','en','{"time":1796095364108077,"key":"6d728e09"}',1795836164108238,1795836164113573);
INSERT INTO mails VALUES(X'01a2202d381074bbaab7ab6ac084b060',X'01a2202d380e723284733148645d5e0a','verify_email','en','{"time":1796095364112414,"key":"6d728e09"}',1795836164112570,1795836164122029);
CREATE TABLE attempt_talk (
    attempt_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    student_count INTEGER NOT NULL,
    staff_count INTEGER NOT NULL,
    read_by_student INTEGER NOT NULL,
    unread_by_student INTEGER NOT NULL,
    unread_by_staff INTEGER NOT NULL,
    hand_since_us INTEGER,
    integrity_count INTEGER NOT NULL,
    integrity_kind TEXT,
    integrity_at_us INTEGER,
    CONSTRAINT attempt_talk_pkey PRIMARY KEY (attempt_id),
    CONSTRAINT attempt_talk_attempt_fkey FOREIGN KEY (attempt_id) REFERENCES attempts (id),
    CONSTRAINT attempt_talk_integrity_check CHECK ((integrity_kind IS NULL) = (integrity_at_us IS NULL))
) STRICT;
CREATE TABLE attempt_messages (
    attempt_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    message_id BLOB NOT NULL,
    author TEXT NOT NULL,
    author_id BLOB NOT NULL,
    at_us INTEGER NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT attempt_messages_pkey PRIMARY KEY (attempt_id, seq),
    CONSTRAINT attempt_messages_message_key UNIQUE (attempt_id, message_id),
    CONSTRAINT attempt_messages_attempt_fkey FOREIGN KEY (attempt_id) REFERENCES attempts (id),
    CONSTRAINT attempt_messages_author_fkey FOREIGN KEY (author_id) REFERENCES accounts (id),
    CONSTRAINT attempt_messages_author_check CHECK (author IN ('student', 'staff')),
    CONSTRAINT attempt_messages_seq_check CHECK (seq >= 1)
) STRICT, WITHOUT ROWID;
CREATE TABLE attempt_integrity (
    attempt_id BLOB NOT NULL,
    at_us INTEGER NOT NULL,
    kind TEXT NOT NULL,
    received_at_us INTEGER NOT NULL,
    seconds INTEGER,
    CONSTRAINT attempt_integrity_pkey PRIMARY KEY (attempt_id, at_us, kind),
    CONSTRAINT attempt_integrity_attempt_fkey FOREIGN KEY (attempt_id) REFERENCES attempts (id)
) STRICT, WITHOUT ROWID;
CREATE TABLE paper_questions (
    question_id BLOB NOT NULL,
    paper_id BLOB NOT NULL,
    CONSTRAINT paper_questions_pkey PRIMARY KEY (question_id, paper_id),
    CONSTRAINT paper_questions_paper_fkey FOREIGN KEY (paper_id) REFERENCES papers (id)
) STRICT, WITHOUT ROWID;
INSERT INTO paper_questions VALUES(X'01a2202d37e67108b21f4b985b63c687',X'01a2202d37e773fdad0a838554efc0f0');
INSERT INTO paper_questions VALUES(X'01a2202d37e67108b21f4b9a92708600',X'01a2202d37e773fdad0a838554efc0f0');
INSERT INTO paper_questions VALUES(X'01a2202d37f4751ab934a12643ea7b53',X'01a2202d37f57573a4ee900623fe70d5');
CREATE TABLE rubrics (
    id BLOB NOT NULL,
    question_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    criteria TEXT NOT NULL,
    created_at_us INTEGER NOT NULL,
    created_by BLOB NOT NULL,
    CONSTRAINT rubrics_pkey PRIMARY KEY (id),
    CONSTRAINT rubrics_version_key UNIQUE (question_id, version),
    CONSTRAINT rubrics_question_fkey FOREIGN KEY (question_id) REFERENCES questions (id),
    CONSTRAINT rubrics_author_fkey FOREIGN KEY (created_by) REFERENCES accounts (id)
) STRICT;
CREATE TABLE marking_tasks (
    id BLOB NOT NULL,
    attempt_id BLOB NOT NULL,
    question_id BLOB NOT NULL,
    sitting_id BLOB NOT NULL,
    place INTEGER NOT NULL,
    version INTEGER NOT NULL,
    held_by BLOB,
    held_until_us INTEGER,
    CONSTRAINT marking_tasks_pkey PRIMARY KEY (id),
    CONSTRAINT marking_tasks_answer_key UNIQUE (attempt_id, question_id),
    CONSTRAINT marking_tasks_attempt_fkey FOREIGN KEY (attempt_id) REFERENCES attempts (id),
    CONSTRAINT marking_tasks_held_check CHECK ((held_by IS NULL) = (held_until_us IS NULL)),
    CONSTRAINT marking_tasks_version_check CHECK (version >= 0)
) STRICT;
CREATE TABLE hand_marks (
    task_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    at_us INTEGER NOT NULL,
    marked_by BLOB NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT hand_marks_pkey PRIMARY KEY (task_id, seq),
    CONSTRAINT hand_marks_task_fkey FOREIGN KEY (task_id) REFERENCES marking_tasks (id),
    CONSTRAINT hand_marks_marker_fkey FOREIGN KEY (marked_by) REFERENCES accounts (id),
    CONSTRAINT hand_marks_seq_check CHECK (seq >= 1)
) STRICT, WITHOUT ROWID;
CREATE TABLE account_pictures (
    account_id BLOB NOT NULL,
    media_type TEXT NOT NULL,
    bytes BLOB NOT NULL,
    digest BLOB NOT NULL,
    CONSTRAINT account_pictures_pkey PRIMARY KEY (account_id),
    CONSTRAINT account_pictures_account_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
) STRICT;
CREATE TABLE second_factors (
    account_id BLOB NOT NULL,
    key TEXT NOT NULL,
    nonce BLOB NOT NULL,
    sealed BLOB NOT NULL,
    last_step INTEGER,
    begun_at_us INTEGER NOT NULL,
    confirmed_at_us INTEGER,
    CONSTRAINT second_factors_pkey PRIMARY KEY (account_id),
    CONSTRAINT second_factors_account_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
) STRICT;
CREATE TABLE recovery_codes (
    account_id BLOB NOT NULL,
    digest BLOB NOT NULL,
    CONSTRAINT recovery_codes_pkey PRIMARY KEY (account_id, digest),
    CONSTRAINT recovery_codes_account_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TABLE pictures (
    digest BLOB NOT NULL,
    media_type TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    content BLOB NOT NULL,
    created_at_us INTEGER NOT NULL,
    CONSTRAINT pictures_pkey PRIMARY KEY (digest),
    CONSTRAINT pictures_size_check CHECK (width > 0 AND height > 0 AND size_bytes > 0)
) STRICT;
CREATE TABLE exam_pictures (
    exam_id BLOB NOT NULL,
    digest BLOB NOT NULL,
    size_bytes INTEGER NOT NULL,
    added_at_us INTEGER NOT NULL,
    added_by BLOB NOT NULL,
    CONSTRAINT exam_pictures_pkey PRIMARY KEY (exam_id, digest),
    CONSTRAINT exam_pictures_exam_fkey FOREIGN KEY (exam_id) REFERENCES exams (id),
    CONSTRAINT exam_pictures_picture_fkey FOREIGN KEY (digest) REFERENCES pictures (digest),
    CONSTRAINT exam_pictures_author_fkey FOREIGN KEY (added_by) REFERENCES accounts (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_account_idx ON sessions (account_id, created_at_us);
CREATE INDEX sessions_expiry_idx ON sessions (expires_at_us);
CREATE INDEX sign_in_ladder_age_idx ON sign_in_ladder (last_failure_at_us);
CREATE INDEX exams_owner_idx ON exams (owner_id, id);
CREATE INDEX exams_published_idx ON exams (id) WHERE published_at_us IS NOT NULL;
CREATE INDEX questions_exam_idx ON questions (exam_id, category, id);
CREATE INDEX question_tags_tag_idx ON question_tags (tag);
CREATE INDEX imports_exam_idx ON imports (exam_id, id);
CREATE INDEX sittings_exam_idx ON sittings (exam_id, window_opens_at_us);
CREATE INDEX sittings_window_idx ON sittings (window_opens_at_us);
CREATE INDEX enrolments_account_idx ON enrolments (account_id);
CREATE INDEX sitting_staff_account_idx ON sitting_staff (account_id);
CREATE INDEX rooms_open_idx ON rooms (window_closes_at_us) WHERE phase <> 'ended';
CREATE INDEX attempts_account_idx ON attempts (account_id, sitting_id);
CREATE INDEX attempts_due_idx ON attempts (closes_at_us) WHERE phase = 'open';
CREATE INDEX attempt_evidence_attempt_idx ON attempt_evidence (attempt_id, at_us);
CREATE INDEX jobs_due_idx ON jobs (priority, run_at_us);
CREATE INDEX jobs_done_age_idx ON jobs_done (finished_at_us);
CREATE INDEX jobs_done_dead_idx ON jobs_done (finished_at_us) WHERE outcome = 'dead';
CREATE INDEX audit_log_time_idx ON audit_log (at_us, id);
CREATE INDEX audit_log_object_idx ON audit_log (object_kind, object_id, at_us);
CREATE INDEX audit_log_unsealed_idx ON audit_log (at_us, id) WHERE seq IS NULL;
CREATE INDEX question_keys_question_idx ON question_keys (question_id);
CREATE INDEX account_links_expiry_idx ON account_links (expires_at_us);
CREATE INDEX mails_account_idx ON mails (account_id, kind, created_at_us);
CREATE INDEX mails_age_idx ON mails (created_at_us);
CREATE INDEX marking_tasks_order_idx ON marking_tasks (sitting_id, question_id, place, id);
CREATE INDEX accounts_erased_from_idx ON accounts (erased_from_us);
CREATE INDEX audit_log_actor_idx ON audit_log (actor_id, at_us);
COMMIT;
