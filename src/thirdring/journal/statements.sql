-- Every statement of the journal, by name.

-- write_group --
-- One group: rows, projections, answers to commands and whom to tell, in one trip and one transaction.
-- Each part comes as a JSON array of records, empty where there is nothing; moments are whole microseconds.
WITH
new_rows AS ( -- the primary key refuses a row that is already there
    INSERT INTO journal_row (seq, at, kind, calls, operators, command, body)
    SELECT seq, journal_moment(at), kind, calls, operators, command, body
    FROM jsonb_to_recordset(%(rows)s::jsonb) AS new (seq bigint, at bigint, kind text, calls text[],
        operators integer[], command text, body jsonb)
),
new_calls AS ( -- the newest form of each call
    INSERT INTO calls_call (id, line, organisation_id, caller, caller_as_received, media_node, arrived_at, state,
        notice_at, queued_at, answered_at, ended_at, queue, topic, outcome, ended_by, operator_id, wait_ms, talk_ms,
        recorded, direction, promise, choices, choice_offered_at, choice, choice_made_at, choice_number, message,
        message_ms)
    SELECT id, line, organisation_id, caller, caller_as_received, media_node, journal_moment(arrived_at), state,
        journal_moment(notice_at), journal_moment(queued_at), journal_moment(answered_at), journal_moment(ended_at),
        queue, topic, outcome, ended_by, operator_id, wait_ms, talk_ms, recorded, direction, promise, choices,
        journal_moment(choice_offered_at), choice, journal_moment(choice_made_at), choice_number, message, message_ms
    FROM jsonb_to_recordset(%(calls)s::jsonb) AS new (id text, line text, organisation_id integer, caller text,
        caller_as_received text, media_node text, arrived_at bigint, state text, notice_at bigint, queued_at bigint,
        answered_at bigint, ended_at bigint, queue text, topic text, outcome text, ended_by text,
        operator_id integer, wait_ms integer, talk_ms integer, recorded boolean, direction text, promise text,
        choices integer, choice_offered_at bigint, choice text, choice_made_at bigint, choice_number text,
        message text, message_ms integer)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, notice_at = excluded.notice_at,
        queued_at = excluded.queued_at, answered_at = excluded.answered_at, ended_at = excluded.ended_at,
        queue = excluded.queue, topic = excluded.topic, outcome = excluded.outcome, ended_by = excluded.ended_by,
        operator_id = excluded.operator_id, wait_ms = excluded.wait_ms, talk_ms = excluded.talk_ms,
        recorded = excluded.recorded, choices = excluded.choices, choice_offered_at = excluded.choice_offered_at,
        choice = excluded.choice, choice_made_at = excluded.choice_made_at, choice_number = excluded.choice_number,
        message = excluded.message, message_ms = excluded.message_ms
),
new_legs AS ( -- the newest form of each offer and conversation
    INSERT INTO calls_leg (id, call, operator_id, device, queue, offered_at, rang_at, joined_at, ended_at, outcome,
        transfer, why)
    SELECT id, call, operator_id, device, queue, journal_moment(offered_at), journal_moment(rang_at),
        journal_moment(joined_at), journal_moment(ended_at), outcome, transfer, why
    FROM jsonb_to_recordset(%(legs)s::jsonb) AS new (id text, call text, operator_id integer, device text,
        queue text, offered_at bigint, rang_at bigint, joined_at bigint, ended_at bigint, outcome text,
        transfer boolean, why jsonb)
    ON CONFLICT (id) DO UPDATE SET rang_at = excluded.rang_at, joined_at = excluded.joined_at,
        ended_at = excluded.ended_at, outcome = excluded.outcome
),
new_waits AS ( -- the newest form of each stretch of waiting
    INSERT INTO calls_wait (id, call, queue, priority, since, until, outcome, told_at, expected_ms, said_ms)
    SELECT id, call, queue, priority, journal_moment(since), journal_moment(until), outcome,
        journal_moment(told_at), expected_ms, said_ms
    FROM jsonb_to_recordset(%(waits)s::jsonb) AS new (id bigint, call text, queue text, priority integer,
        since bigint, until bigint, outcome text, told_at bigint, expected_ms integer, said_ms integer)
    ON CONFLICT (id) DO UPDATE SET until = excluded.until, outcome = excluded.outcome, told_at = excluded.told_at,
        expected_ms = excluded.expected_ms, said_ms = excluded.said_ms
),
new_intervals AS ( -- the newest form of each stretch of an operator's time
    INSERT INTO calls_operatorinterval (id, operator_id, state, reason, call, since, until)
    SELECT id, operator_id, state, reason, call, journal_moment(since), journal_moment(until)
    FROM jsonb_to_recordset(%(intervals)s::jsonb) AS new (id bigint, operator_id integer, state text, reason text,
        call text, since bigint, until bigint)
    ON CONFLICT (id) DO UPDATE SET until = excluded.until
),
new_cards AS ( -- the one card of every call that arrived (S61)
    INSERT INTO appeals_card (call, organisation_id, line, caller, opened_at)
    SELECT call, organisation_id, line, caller, journal_moment(opened_at)
    FROM jsonb_to_recordset(%(cards)s::jsonb) AS new (call text, organisation_id integer, line text, caller text,
        opened_at bigint)
    ON CONFLICT (call) DO NOTHING
    RETURNING id, call
),
new_transfers AS ( -- the newest form of each passing on
    INSERT INTO calls_transfer (id, call, operator_id, mode, to_operator_id, to_queue, reason, sentence_said, consent,
        started_at, colleague_id, ended_at, outcome, refusal, busy_choice, wrong_by_id, wrong_reason, wrong_at)
    SELECT id, call, operator_id, mode, to_operator_id, to_queue, reason, sentence_said, consent,
        journal_moment(started_at), colleague_id, journal_moment(ended_at), outcome, refusal, busy_choice,
        wrong_by_id, wrong_reason, journal_moment(wrong_at)
    FROM jsonb_to_recordset(%(transfers)s::jsonb) AS new (id bigint, call text, operator_id integer, mode text,
        to_operator_id integer, to_queue text, reason text, sentence_said boolean, consent boolean,
        started_at bigint, colleague_id integer, ended_at bigint, outcome text, refusal text, busy_choice text,
        wrong_by_id integer, wrong_reason text, wrong_at bigint)
    ON CONFLICT (id) DO UPDATE SET colleague_id = excluded.colleague_id, ended_at = excluded.ended_at,
        outcome = excluded.outcome, refusal = excluded.refusal, busy_choice = excluded.busy_choice,
        wrong_by_id = excluded.wrong_by_id, wrong_reason = excluded.wrong_reason, wrong_at = excluded.wrong_at
),
new_promises AS ( -- the newest form of what the centre owes callers; the card may be as new as the promise
    INSERT INTO promises_promise (id, call, card_id, organisation_id, line, queue, kind, origin, why, owner_queue,
        owner_skill, owner_operator_id, number, since, made_at, not_before, due, recording, state, operator_id,
        seen_at, attempts, last_outcome, overdue_at, ended_at, ended_by_id, reason)
    SELECT new.id, new.call, coalesce(fresh.id, card.id), nullif(new.organisation_id, 0), new.line, new.queue,
        new.kind, new.origin, new.why, new.owner_queue, new.owner_skill, new.owner_operator_id, new.number,
        journal_moment(new.since), journal_moment(new.made_at), journal_moment(new.not_before),
        journal_moment(new.due), new.recording, new.state, new.operator_id, journal_moment(new.seen_at),
        new.attempts, new.last_outcome, journal_moment(new.overdue_at), journal_moment(new.ended_at),
        new.ended_by_id, new.reason
    FROM jsonb_to_recordset(%(promises)s::jsonb) AS new (id text, call text, organisation_id integer, line text,
        queue text, kind text, origin text, why text, owner_queue text, owner_skill text, owner_operator_id integer,
        number text, since bigint, made_at bigint, not_before bigint, due bigint, recording text, state text,
        operator_id integer, seen_at bigint, attempts integer, last_outcome text, overdue_at bigint,
        ended_at bigint, ended_by_id integer, reason text)
    LEFT JOIN new_cards fresh ON fresh.call = new.call
    LEFT JOIN appeals_card card ON card.call = new.call
    ON CONFLICT (id) DO UPDATE SET owner_queue = excluded.owner_queue, owner_skill = excluded.owner_skill,
        owner_operator_id = excluded.owner_operator_id, number = excluded.number, not_before = excluded.not_before,
        due = excluded.due, recording = excluded.recording, state = excluded.state,
        operator_id = excluded.operator_id, seen_at = excluded.seen_at, attempts = excluded.attempts,
        last_outcome = excluded.last_outcome, overdue_at = excluded.overdue_at, ended_at = excluded.ended_at,
        ended_by_id = excluded.ended_by_id, reason = excluded.reason
),
new_attempts AS ( -- the newest form of each attempt to keep a promise
    INSERT INTO promises_attempt (id, promise, call, operator_id, number, way, started_at, ended_at, outcome, reason,
        next_at)
    SELECT id, promise, nullif(call, ''), operator_id, number, way, journal_moment(started_at),
        journal_moment(ended_at), outcome, reason, journal_moment(next_at)
    FROM jsonb_to_recordset(%(attempts)s::jsonb) AS new (id bigint, promise text, call text, operator_id integer,
        number text, way text, started_at bigint, ended_at bigint, outcome text, reason text, next_at bigint)
    ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at, outcome = excluded.outcome,
        reason = excluded.reason, next_at = excluded.next_at
),
accepted AS ( -- commands that became rows
    UPDATE journal_command SET outcome = 'accepted', seq = new.seq, code = '', sentence = ''
    FROM jsonb_to_recordset(%(accepted)s::jsonb) AS new (key uuid, seq bigint)
    WHERE journal_command.key = new.key
    RETURNING id
),
refused AS ( -- commands that were illegal
    UPDATE journal_command SET outcome = 'refused', code = new.code, sentence = new.sentence
    FROM jsonb_to_recordset(%(refused)s::jsonb) AS new (key uuid, code text, sentence text)
    WHERE journal_command.key = new.key AND outcome IS NULL
    RETURNING id
)
SELECT pg_notify('thirdring_journal', %(last)s) WHERE %(last)s <> ''
UNION ALL SELECT pg_notify('thirdring_card', id::text) FROM new_cards
UNION ALL SELECT pg_notify('thirdring_command_done', id::text) FROM accepted
UNION ALL SELECT pg_notify('thirdring_command_done', id::text) FROM refused

-- last_row --
-- How far the journal reaches: a group whose confirmation was lost is found here.
SELECT coalesce(max(seq), 0) FROM journal_row

-- rows_since --
-- Rows later than one, in order.
SELECT body::text FROM journal_row WHERE seq > %s ORDER BY seq LIMIT %s

-- rows_of_call --
-- The way of one call (or promise), in order.
SELECT body::text FROM journal_row WHERE calls @> ARRAY[%s] ORDER BY seq

-- rows_of_calls --
-- The way of some calls and promises together, in order.
SELECT body::text FROM journal_row WHERE calls && %s::text[] ORDER BY seq

-- save_checkpoint --
-- The router's state and the folds as of a row.
INSERT INTO journal_checkpoint (seq, at, core, live, books) VALUES (%s, clock_timestamp(), %s, %s, %s)
ON CONFLICT (seq) DO NOTHING

-- forget_checkpoints --
-- Only the newest three checkpoints are kept.
DELETE FROM journal_checkpoint WHERE seq < (SELECT min(seq) FROM (
    SELECT seq FROM journal_checkpoint ORDER BY seq DESC LIMIT 3) AS newest)

-- last_checkpoint --
-- Where recovery begins.
SELECT seq, core, live::text, books::text FROM journal_checkpoint ORDER BY seq DESC LIMIT 1

-- promised --
-- How many promises were ever made: their ids go on from there.
SELECT coalesce(max(substr(id, 2)::bigint), 0) FROM promises_promise WHERE id ~ '^p[0-9]+$'

-- last_checkpoint_row --
-- Rows up to here are stepped by no recovery any more.
SELECT coalesce(max(seq), 0) FROM journal_checkpoint

-- rows_to_rewrite --
-- The way of one call or promise, kept from other hands until numbers are taken out of it.
SELECT seq, at, body::text FROM journal_row WHERE calls @> ARRAY[%s] ORDER BY seq FOR UPDATE

-- rewrite_row --
-- A row without the numbers that were kept long enough.
UPDATE journal_row SET body = %s::jsonb WHERE seq = %s AND at = %s

-- forget_checkpoints_before --
-- Checkpoints that may know a number that the rows know no longer.
DELETE FROM journal_checkpoint WHERE seq < %s

-- last_live --
-- Where a screen begins.
SELECT live::text FROM journal_checkpoint ORDER BY seq DESC LIMIT 1

-- make_partitions --
-- The present month and the two after it have their partitions.
SELECT journal_make_partition((date_trunc('month', now() AT TIME ZONE 'UTC') + ahead * interval '1 month')::date)
FROM generate_series(0, 2) AS ahead

-- beat --
-- An engine says that it lives, and how it fares.
INSERT INTO journal_engine (node, pid, leader, heartbeat_at, asterisk_connected, spooled, refused_sip, detail,
    metrics)
VALUES (%s, %s, %s, clock_timestamp(), %s, %s, %s, %s, %s)
ON CONFLICT (node) DO UPDATE SET pid = excluded.pid, leader = excluded.leader, heartbeat_at = excluded.heartbeat_at,
    asterisk_connected = excluded.asterisk_connected, spooled = excluded.spooled, refused_sip = excluded.refused_sip,
    detail = excluded.detail, metrics = coalesce(excluded.metrics, journal_engine.metrics)

-- last_sign --
-- When a leader was last heard of, and since when it had not seen Asterisk (null: it saw it); whole microseconds.
SELECT (extract(epoch FROM heartbeat_at) * 1000000)::bigint, (detail->>'asterisk_away_since')::bigint
FROM journal_engine WHERE leader ORDER BY heartbeat_at DESC LIMIT 1

-- engine_metrics --
-- The figures of the leader, if it lives.
SELECT metrics FROM journal_engine
WHERE leader AND metrics IS NOT NULL AND heartbeat_at > clock_timestamp() - interval '30 s'
ORDER BY heartbeat_at DESC LIMIT 1

-- forget_engines --
-- Engines that have not been heard of for an hour.
DELETE FROM journal_engine WHERE heartbeat_at < clock_timestamp() - interval '1 hour'

-- engines --
-- All engines and how they fare, the leader first.
SELECT jsonb_build_object('node', node, 'pid', pid, 'leader', leader,
    'age_s', extract(epoch FROM clock_timestamp() - heartbeat_at)::float8, 'asterisk_connected', asterisk_connected,
    'spooled', spooled, 'refused_sip', refused_sip, 'detail', detail)::text
FROM journal_engine ORDER BY leader DESC, heartbeat_at DESC

-- ask --
-- A command for the engine; a key that is already known asks nothing anew.
WITH new AS (
    INSERT INTO journal_command (key, operator, body) VALUES (%(key)s, %(operator)s, %(body)s::jsonb)
    ON CONFLICT (key) DO NOTHING
    RETURNING id, key
)
SELECT pg_notify('thirdring_command', id::text) FROM new

-- outcome --
-- What became of a command.
SELECT key::text, outcome, seq, code, sentence FROM journal_command WHERE key = %s AND outcome IS NOT NULL

-- outcomes --
-- What became of some commands.
SELECT key::text, outcome, seq, code, sentence FROM journal_command WHERE id = ANY(%s) AND outcome IS NOT NULL

-- withdraw --
-- Nobody waits for this command any more: the engine shall not take it up later.
UPDATE journal_command SET outcome = 'refused', code = %(code)s, sentence = %(sentence)s
WHERE key = %(key)s AND outcome IS NULL

-- undecided --
-- Commands that wait for the engine, in the order in which they were asked.
SELECT id, key::text, body::text, asked_at < clock_timestamp() - %s * interval '1 second' FROM journal_command
WHERE outcome IS NULL ORDER BY id LIMIT 500

-- forget_commands --
-- Commands are kept for a week; what they did is in the rows.
DELETE FROM journal_command WHERE asked_at < clock_timestamp() - interval '7 days'

-- take_trials --
-- Test calls over trunks that are asked for; one that nobody took at once is wanted no more.
UPDATE channels_trialcall trial SET stage = 'calling' FROM channels_trunk trunk
WHERE trunk.id = trial.trunk_id AND trial.stage = 'asked'
    AND trial.asked_at > clock_timestamp() - interval '5 seconds'
RETURNING trial.id, trunk.key, trial.number

-- turn_trial --
-- What has become of a test call.
UPDATE channels_trialcall SET stage = %(stage)s::text, cause = %(cause)s, sip = %(sip)s, given_up = %(given_up)s,
    rang_at = CASE WHEN %(stage)s::text = 'ringing' THEN coalesce(rang_at, clock_timestamp()) ELSE rang_at END,
    answered_at = CASE WHEN %(stage)s::text = 'answered' THEN clock_timestamp() ELSE answered_at END,
    ended_at = CASE WHEN %(stage)s::text IN ('over', 'lost') THEN clock_timestamp() END
WHERE id = %(id)s

-- refuse_trial --
-- A number that the centre does not call.
UPDATE channels_trialcall SET stage = 'refused', ended_at = clock_timestamp() WHERE id = %s

-- abandon_trials --
-- Test calls of an engine that is no more: all under way but these.
UPDATE channels_trialcall SET stage = 'lost', ended_at = clock_timestamp()
WHERE stage IN ('calling', 'ringing', 'answered') AND NOT id = ANY(%s)

-- take_lead --
-- Whether this session leads now: the lock lasts as long as the session.
SELECT pg_try_advisory_lock(7425, 3)

-- epoch --
-- Which leadership this is, counted.
SELECT epoch FROM journal_leader

-- succeed --
-- A new leadership begins.
UPDATE journal_leader SET epoch = epoch + 1, engine = %s, since = clock_timestamp() RETURNING epoch

-- lines --
-- What the router need not know of a line: its name, whose spelling of numbers its callers use, how they
-- are spoken to, over which trunk they are called, and the first trunk that leads anywhere.
SELECT line.number, line.name, organisation.country, line.language, organisation.name, coalesce(own.key, ''),
    coalesce((SELECT key FROM channels_trunk WHERE active AND host <> '' ORDER BY key LIMIT 1), '')
FROM channels_line line JOIN organisations_organisation organisation ON organisation.id = line.organisation_id
LEFT JOIN channels_trunk own ON own.id = line.trunk_id AND own.active AND own.host <> ''

-- ended_calls --
-- Calls that the journal knows to be over, of those that were there at a moment or came later.
SELECT id FROM calls_call
WHERE arrived_at > journal_moment(%(since)s) - interval '1 day' AND ended_at > journal_moment(%(since)s) - interval '1 hour'
