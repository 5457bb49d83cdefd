-- The catalogue's generation: it grows with every change, and whoever listens is told.
CREATE TABLE sanxian.catalogue (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    generation bigint NOT NULL
);
INSERT INTO sanxian.catalogue (generation) VALUES (0);

-- What editions hold, once for equal content; `attributes` are the attribute names in order.
CREATE TABLE sanxian.contents (
    content bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sha256 text COLLATE "C" NOT NULL UNIQUE CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    attributes json NOT NULL
);

-- `attributes` is json and not jsonb, which would not give every number back as it was written.
-- `delivered` is the WKB of a geometry before it was repaired or cut.
CREATE TABLE sanxian.features (
    feature bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    content bigint NOT NULL REFERENCES sanxian.contents,
    position integer NOT NULL,
    id text COLLATE "C" NOT NULL,
    geometry geometry(Geometry, 4490) NOT NULL,
    attributes json NOT NULL,
    delivered bytea,
    UNIQUE (content, position)
);
CREATE INDEX features_by_place ON sanxian.features USING gist (geometry);
CREATE INDEX features_by_id ON sanxian.features (id);

CREATE TABLE sanxian.editions (
    layer text COLLATE "C" NOT NULL,
    region text COLLATE "C" NOT NULL,
    number integer NOT NULL CHECK (number > 0),
    sha256 text COLLATE "C" NOT NULL REFERENCES sanxian.contents (sha256),
    feature_count integer NOT NULL,
    standing text NOT NULL,
    accuracy_m double precision NOT NULL,
    effective_from date NOT NULL,
    source text NOT NULL,
    coverage geometry(Geometry, 4490),
    replaces json NOT NULL,
    state text NOT NULL CHECK (state IN ('proposed', 'published', 'withdrawn')),
    proposed_at timestamptz NOT NULL,
    published_at timestamptz,
    withdrawn_at timestamptz,
    PRIMARY KEY (layer, region, number)
);

CREATE TABLE sanxian.blobs (
    sha256 text COLLATE "C" PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    size bigint NOT NULL
);
CREATE TABLE sanxian.blob_pieces (
    sha256 text COLLATE "C" NOT NULL REFERENCES sanxian.blobs ON DELETE CASCADE,
    piece integer NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (sha256, piece)
);

CREATE TABLE sanxian.log (
    sequence bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    kind text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    body bytea NOT NULL,
    previous text COLLATE "C" NOT NULL UNIQUE,
    hash text COLLATE "C" NOT NULL
);
CREATE INDEX log_by_subject ON sanxian.log (subject, sequence);
CREATE INDEX log_by_kind ON sanxian.log (kind, sequence);

-- The log only grows, whoever asks.
CREATE FUNCTION sanxian.refuse_to_change_the_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER log_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sanxian.log
    FOR EACH STATEMENT EXECUTE FUNCTION sanxian.refuse_to_change_the_log();
