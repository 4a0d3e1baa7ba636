-- The schema of the first release. It never changes: later ones are migrations.

CREATE TABLE texts (
    id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, text TEXT NOT NULL);

CREATE TABLE acting (
    id INTEGER PRIMARY KEY CHECK (id = 1), deed_id INTEGER);

CREATE TABLE deeds (
    id INTEGER PRIMARY KEY, deed TEXT NOT NULL, coder TEXT NOT NULL, at TEXT NOT NULL);

CREATE TABLE history (
    id INTEGER PRIMARY KEY, deed_id INTEGER NOT NULL REFERENCES deeds, action TEXT NOT NULL,
    noun TEXT NOT NULL, row_id INTEGER NOT NULL, before TEXT, after TEXT);

CREATE TABLE facts (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, value TEXT NOT NULL);

CREATE TABLE coders (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
    created_at TEXT NOT NULL);

CREATE TABLE missions (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
    source TEXT NOT NULL, file_text TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL);

CREATE TABLE components (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, mission_id INTEGER NOT NULL REFERENCES missions,
    slug TEXT NOT NULL, name TEXT NOT NULL, parent_id INTEGER REFERENCES components, branch TEXT,
    level TEXT, place TEXT, country TEXT, position INTEGER NOT NULL, removed_at TEXT,
    UNIQUE (mission_id, slug));

CREATE TABLE component_aliases (
    id INTEGER PRIMARY KEY, component_id INTEGER NOT NULL REFERENCES components, alias TEXT NOT NULL,
    position INTEGER NOT NULL);

CREATE TABLE transcripts (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, name TEXT NOT NULL, kind TEXT NOT NULL,
    removed_at TEXT);

CREATE TABLE transcript_versions (
    id INTEGER PRIMARY KEY, transcript_id INTEGER NOT NULL REFERENCES transcripts,
    number INTEGER NOT NULL, sha256 TEXT NOT NULL REFERENCES texts (sha256), title TEXT, language TEXT,
    file_name TEXT NOT NULL, file_sha256 TEXT NOT NULL, format TEXT NOT NULL, reader TEXT NOT NULL,
    reader_version TEXT NOT NULL, encoding TEXT, segment_unit TEXT NOT NULL, splitter TEXT NOT NULL,
    words INTEGER NOT NULL, metadata TEXT NOT NULL, notes TEXT NOT NULL, created_at TEXT NOT NULL,
    UNIQUE (transcript_id, number));

CREATE TABLE speakers (
    id INTEGER PRIMARY KEY, transcript_id INTEGER NOT NULL REFERENCES transcripts, label TEXT NOT NULL,
    kind TEXT NOT NULL, position INTEGER NOT NULL, UNIQUE (transcript_id, label));

CREATE TABLE turns (
    version_id INTEGER NOT NULL REFERENCES transcript_versions, ordinal INTEGER NOT NULL,
    speaker_id INTEGER NOT NULL REFERENCES speakers, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    start_ms INTEGER, end_ms INTEGER, first_segment INTEGER NOT NULL, end_segment INTEGER NOT NULL,
    first_word INTEGER NOT NULL, end_word INTEGER NOT NULL,
    PRIMARY KEY (version_id, ordinal)) WITHOUT ROWID;

CREATE TABLE segments (
    version_id INTEGER NOT NULL REFERENCES transcript_versions, ordinal INTEGER NOT NULL,
    turn INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, first_word INTEGER NOT NULL,
    end_word INTEGER NOT NULL, PRIMARY KEY (version_id, ordinal)) WITHOUT ROWID;

CREATE TABLE cases (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE,
    component_id INTEGER REFERENCES components, mission TEXT, role TEXT);

CREATE TABLE case_transcripts (
    id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES cases,
    transcript_id INTEGER NOT NULL REFERENCES transcripts, speaker_id INTEGER REFERENCES speakers);

CREATE TABLE attributes (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, type TEXT NOT NULL, position INTEGER NOT NULL);

CREATE TABLE case_attributes (
    id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES cases,
    attribute_id INTEGER NOT NULL REFERENCES attributes, value TEXT NOT NULL,
    UNIQUE (case_id, attribute_id));

CREATE TABLE codebooks (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, slug TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL);

CREATE TABLE codebook_versions (
    id INTEGER PRIMARY KEY, codebook_id INTEGER NOT NULL REFERENCES codebooks, number INTEGER NOT NULL,
    label TEXT NOT NULL, name TEXT NOT NULL, language TEXT NOT NULL, source TEXT NOT NULL,
    sha256 TEXT NOT NULL, file_text TEXT NOT NULL, applied_at TEXT NOT NULL, applied_by TEXT NOT NULL,
    UNIQUE (codebook_id, number));

CREATE TABLE codes (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, codebook_id INTEGER NOT NULL REFERENCES codebooks,
    slug TEXT NOT NULL, UNIQUE (codebook_id, slug));

CREATE TABLE code_versions (
    id INTEGER PRIMARY KEY, version_id INTEGER NOT NULL REFERENCES codebook_versions,
    code_id INTEGER NOT NULL REFERENCES codes, position INTEGER NOT NULL, name TEXT NOT NULL,
    parent_id INTEGER REFERENCES codes, path TEXT NOT NULL, dimension TEXT, sha256 TEXT NOT NULL,
    content TEXT NOT NULL, UNIQUE (version_id, code_id));

CREATE TABLE codings (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE,
    version_id INTEGER NOT NULL REFERENCES transcript_versions, start INTEGER NOT NULL,
    "end" INTEGER NOT NULL, quote TEXT NOT NULL, code_id INTEGER NOT NULL REFERENCES codes,
    coder_id INTEGER NOT NULL REFERENCES coders, about_id INTEGER REFERENCES components,
    counterpart_id INTEGER REFERENCES components, valence TEXT, strength INTEGER, memo TEXT,
    origin TEXT NOT NULL, suggestion_uid TEXT,
    codebook_version_id INTEGER NOT NULL REFERENCES codebook_versions,
    first_word INTEGER NOT NULL, end_word INTEGER NOT NULL, first_segment INTEGER NOT NULL,
    end_segment INTEGER NOT NULL, first_turn INTEGER NOT NULL, end_turn INTEGER NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL, CHECK (0 <= start AND start < "end"));

CREATE TABLE links (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, source_id INTEGER NOT NULL REFERENCES codings,
    target_id INTEGER NOT NULL REFERENCES codings, kind TEXT NOT NULL,
    coder_id INTEGER NOT NULL REFERENCES coders, memo TEXT, created_at TEXT NOT NULL,
    UNIQUE (source_id, target_id, kind));

CREATE TABLE runs (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, suggesters TEXT NOT NULL, settings TEXT NOT NULL,
    pipeline TEXT NOT NULL, pipeline_version TEXT NOT NULL, codebook_versions TEXT NOT NULL,
    seed INTEGER NOT NULL, fingerprint TEXT NOT NULL, status TEXT NOT NULL, started_at TEXT NOT NULL,
    ended_at TEXT);

CREATE TABLE run_transcripts (
    id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES runs,
    version_id INTEGER NOT NULL REFERENCES transcript_versions, fingerprint TEXT NOT NULL,
    input_hash TEXT NOT NULL, UNIQUE (run_id, version_id));

CREATE TABLE suggestions (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE,
    version_id INTEGER NOT NULL REFERENCES transcript_versions, start INTEGER NOT NULL,
    "end" INTEGER NOT NULL, quote TEXT NOT NULL, code_id INTEGER NOT NULL REFERENCES codes,
    coder_id INTEGER NOT NULL REFERENCES coders, about_id INTEGER REFERENCES components,
    counterpart_id INTEGER REFERENCES components, valence TEXT, score REAL NOT NULL,
    run_id INTEGER NOT NULL REFERENCES runs,
    codebook_version_id INTEGER NOT NULL REFERENCES codebook_versions, fingerprint TEXT NOT NULL,
    status TEXT NOT NULL, reason TEXT NOT NULL, evidence TEXT NOT NULL,
    decided_by_id INTEGER REFERENCES coders, decided_at TEXT, coding_uid TEXT,
    created_at TEXT NOT NULL, CHECK (0 <= start AND start < "end"));

CREATE TABLE memos (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, target TEXT NOT NULL, target_uid TEXT, title TEXT,
    text TEXT NOT NULL, coder_id INTEGER NOT NULL REFERENCES coders, created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL);

CREATE TABLE finished (
    id INTEGER PRIMARY KEY, coder_id INTEGER NOT NULL REFERENCES coders,
    version_id INTEGER NOT NULL REFERENCES transcript_versions, codebook_versions TEXT NOT NULL,
    at TEXT NOT NULL, UNIQUE (coder_id, version_id));

CREATE UNIQUE INDEX transcripts_name ON transcripts (name) WHERE removed_at IS NULL;

CREATE UNIQUE INDEX case_transcripts_speaker ON case_transcripts (transcript_id, speaker_id)
    WHERE speaker_id IS NOT NULL;

CREATE UNIQUE INDEX case_transcripts_case ON case_transcripts
    (case_id, transcript_id, coalesce(speaker_id, 0));

CREATE INDEX case_transcripts_transcript ON case_transcripts (transcript_id);

CREATE INDEX component_aliases_component ON component_aliases (component_id);

CREATE UNIQUE INDEX codings_once ON codings (version_id, start, "end", code_id, coder_id,
    coalesce(about_id, 0), coalesce(counterpart_id, 0));

CREATE INDEX codings_counted ON codings (version_id, coder_id, start, "end", code_id, about_id,
    counterpart_id, valence, strength, first_word, end_word, first_segment, end_segment, first_turn,
    end_turn);

CREATE INDEX links_target ON links (target_id);

CREATE INDEX suggestions_place ON suggestions (version_id, status, coder_id, code_id);

CREATE INDEX suggestions_run ON suggestions (run_id);

CREATE INDEX run_transcripts_version ON run_transcripts (version_id);

CREATE INDEX memos_target ON memos (target_uid);

CREATE INDEX finished_version ON finished (version_id, coder_id);
