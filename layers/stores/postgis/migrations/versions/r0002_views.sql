-- What SQL readers are shown of layers in force: one table and one view for each kind of layer, made by
-- `views.define` from the files of data/layers; the tables lie in `sanxian_shown`, the views in `layers`.
CREATE SCHEMA sanxian_shown;
CREATE SCHEMA layers;
COMMENT ON SCHEMA layers IS '三线：各图层今日现行的要素（EPSG:4490） / layers of sanxian as in force today';

-- The kinds as they were defined: `columns` are [name, type] pairs, `signature` changes with the definition.
CREATE TABLE sanxian.shown_layers (
    layer text COLLATE "C" PRIMARY KEY,
    geometry text NOT NULL CHECK (geometry IN ('polygon', 'line', 'point')),
    restricted boolean NOT NULL,
    columns json NOT NULL,
    signature text NOT NULL,
    fault text
);
COMMENT ON COLUMN sanxian.shown_layers.fault IS 'why the view of the layer cannot answer for now';

-- Sets of rows that lie in the tables: an edition without what lies in one excluded place (its hash; empty: nowhere).
CREATE TABLE sanxian.shown_sets (
    set bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    layer text COLLATE "C" NOT NULL REFERENCES sanxian.shown_layers ON DELETE CASCADE,
    region text COLLATE "C" NOT NULL,
    number integer NOT NULL,
    sha256 text COLLATE "C" NOT NULL,
    excluded text COLLATE "C" NOT NULL,
    UNIQUE (layer, region, number, sha256, excluded)
);

-- When each set is in force. They come from `layers.periods`, and are rewritten with every change of the catalogue.
CREATE TABLE sanxian.shown_periods (
    set bigint NOT NULL REFERENCES sanxian.shown_sets ON DELETE CASCADE,
    since timestamptz NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (set, since),
    CHECK (since < until)
);

-- The generation of the catalogue that is shown.
CREATE TABLE sanxian.shown_generation (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    generation bigint NOT NULL
);
INSERT INTO sanxian.shown_generation (generation) VALUES (0);

-- Roles that read the views; `restricted`: those of restricted layers too.
CREATE TABLE sanxian.shown_readers (
    role text COLLATE "C" PRIMARY KEY,
    restricted boolean NOT NULL
);

-- The moment at which the views show what is in force.
CREATE FUNCTION sanxian.shown_moment() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT now()';

-- True, or the fault of a layer: what cannot be shown must not look like nothing.
CREATE FUNCTION sanxian.shown_soundly(asked text) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found text;
BEGIN
    SELECT fault INTO found FROM sanxian.shown_layers WHERE layer = asked;
    IF found IS NOT NULL THEN
        RAISE EXCEPTION '%', found USING ERRCODE = 'data_corrupted';
    END IF;
    RETURN true;
END
$$;
