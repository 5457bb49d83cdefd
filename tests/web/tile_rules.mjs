// Judges vector tiles as the specification (MVT 2.1) does, and reads them with @mapbox/vector-tile.
//
//   node tile_rules.mjs --fixtures   what the rules say of each tile of @mapbox/mvt-fixtures, beside what these say
//   node tile_rules.mjs FILE…        what the rules say of each file, and what its layers hold
//
// One JSON document on stdout. Packages are those of app/web/node_modules.
import fs from "node:fs";

const packages = new URL("../../app/web/node_modules/", import.meta.url);
const from = (place) => import(new URL(place, packages));
const { PbfReader } = await from("pbf/index.js");
const { VectorTile } = await from("@mapbox/vector-tile/index.js");

const VARINT = 0, FIXED64 = 1, BYTES = 2, FIXED32 = 5;
const TILE = { layers: [3, BYTES] };
const LAYER = { name: [1, BYTES], features: [2, BYTES], keys: [3, BYTES], values: [4, BYTES], extent: [5, VARINT], version: [15, VARINT] };
const FEATURE = { id: [1, VARINT], tags: [2, BYTES], type: [3, VARINT], geometry: [4, BYTES] };
const VALUE = {
  string: [1, BYTES], float: [2, FIXED32], double: [3, FIXED64], int: [4, VARINT], uint: [5, VARINT], sint: [6, VARINT], bool: [7, VARINT],
};
const [POINT, LINE, POLYGON] = [1, 2, 3];
const [MOVE, DRAW, CLOSE] = [1, 2, 7];

/** The fields of a message by name, each a list of its occurrences: bytes or numbers. Unknown or ill-typed ones are faults. */
function fields(bytes, kinds, faults, where) {
  const byNumber = Object.fromEntries(Object.entries(kinds).map(([name, [number, wire]]) => [number, { name, wire }]));
  const found = Object.fromEntries(Object.keys(kinds).map((name) => [name, []]));
  const reader = new PbfReader(bytes);
  while (reader.pos < reader.length) {
    const tag = reader.readVarint();
    const [number, wire] = [tag >> 3, tag & 7];
    const known = byNumber[number];
    if (known === undefined || known.wire !== wire) {
      faults.push(`${where}: field ${number} of wire type ${wire}`);
      reader.skip(tag);
    } else if (wire === VARINT) found[known.name].push(reader.readVarint());
    else if (wire === BYTES) found[known.name].push(reader.readBytes());
    else {
      found[known.name].push(number);
      reader.skip(tag);
    }
    if (reader.pos > reader.length) faults.push(`${where}: cut short`);
  }
  return found;
}

function packed(bytes) {
  const reader = new PbfReader(bytes);
  const found = [];
  while (reader.pos < reader.length) found.push(reader.readVarint());
  return found;
}

const text = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);

export function faultsOf(tile) {
  const faults = [];
  const names = new Set();
  for (const [place, bytes] of fields(tile, TILE, faults, "tile").layers.entries()) {
    const layer = fields(bytes, LAYER, faults, `layer ${place}`);
    const name = layer.name.length === 1 ? text(layer.name[0]) : "";
    const where = `layer ${name || place}`;
    if (name === "") faults.push(`${where}: no name`);
    if (names.has(name)) faults.push(`${where}: twice`);
    names.add(name);
    if (layer.version.length !== 1 || ![1, 2].includes(layer.version[0])) faults.push(`${where}: version ${layer.version}`);
    if (layer.extent.length > 1) faults.push(`${where}: several extents`);
    for (const value of layer.values) {
      const kinds = Object.values(fields(value, VALUE, faults, `${where}, a value`)).flat();
      if (kinds.length !== 1) faults.push(`${where}: a value of ${kinds.length} kinds`);
    }
    for (const [at, feature] of layer.features.entries()) featureFaults(feature, layer, faults, `${where}, feature ${at}`);
  }
  return faults;
}

function featureFaults(bytes, layer, faults, where) {
  const feature = fields(bytes, FEATURE, faults, where);
  const tags = feature.tags.flatMap(packed);
  if (tags.length % 2) faults.push(`${where}: an odd number of tags`);
  tags.forEach((index, at) => {
    const list = at % 2 ? layer.values : layer.keys;
    if (index >= list.length) faults.push(`${where}: tag ${index} of ${list.length}`);
  });
  const [type] = feature.type;
  if (feature.type.length !== 1 || type > POLYGON) faults.push(`${where}: type ${feature.type}`);
  if (feature.geometry.length !== 1) faults.push(`${where}: ${feature.geometry.length} geometries`);
  else if (type) geometryFaults(packed(feature.geometry[0]), type, (told) => faults.push(`${where}: ${told}`));
}

function geometryFaults(stream, type, tell) {
  let [at, x, y, outer] = [0, 0, 0, false];
  const command = () => ({ id: stream[at] & 7, count: stream[at++] >>> 3 });
  const vertices = (count) => {
    if (at + 2 * count > stream.length) return null;
    return Array.from({ length: count }, () => {
      const [dx, dy] = [stream[at++], stream[at++]].map((n) => (n >>> 1) ^ -(n & 1));
      return [(x += dx), (y += dy)];
    });
  };
  if (stream.length === 0) tell("no commands");
  while (at < stream.length) {
    const move = command();
    if (move.id !== MOVE || move.count < 1 || (type !== POINT && move.count !== 1)) return tell(`begins with ${move.id}×${move.count}`);
    const path = vertices(move.count);
    if (path === null) return tell("too few coordinates");
    if (type === POINT) {
      if (at < stream.length) tell("a point of more than one command");
      return;
    }
    const draw = command();
    if (draw.id !== DRAW || draw.count < (type === LINE ? 1 : 2)) return tell(`draws by ${draw.id}×${draw.count}`);
    const rest = vertices(draw.count);
    if (rest === null) return tell("too few coordinates");
    path.push(...rest);
    if (path.some((place, n) => n && place[0] === path[n - 1][0] && place[1] === path[n - 1][1])) tell("a step of no length");
    if (type === LINE) continue;
    const close = command();
    if (close.id !== CLOSE || close.count !== 1) return tell(`closes by ${close.id}×${close.count}`);
    const area = path.reduce((sum, [px, py], n) => {
      const [qx, qy] = path[(n + 1) % path.length];
      return sum + px * qy - qx * py;
    }, 0);
    if (area === 0) tell("a ring of no area");
    outer ||= area > 0;
    if (!outer) tell("the first ring winds as a hole");
  }
}

function judged(tile) {
  try {
    return faultsOf(tile);
  } catch (fault) {
    return [String(fault)];
  }
}

/** What @mapbox/vector-tile makes of a tile: per layer its features, each with properties, kind and number of vertices. */
function read(bytes) {
  const { layers } = new VectorTile(new PbfReader(bytes));
  return Object.fromEntries(Object.entries(layers).map(([name, layer]) => [name, {
    extent: layer.extent,
    version: layer.version,
    features: Array.from({ length: layer.length }, (_, n) => {
      const feature = layer.feature(n);
      const { geometry } = feature.toGeoJSON(0, 0, 0);
      return { properties: feature.properties, type: geometry.type, vertices: feature.loadGeometry().flat().length };
    }),
  }]));
}

const asked = process.argv.slice(2);
if (asked[0] === "--fixtures") {
  const { each } = await from("@mapbox/mvt-fixtures/index.js");
  const found = [];
  each((fixture) => found.push({ id: fixture.id, valid: fixture.validity.v2, description: fixture.description, faults: judged(fixture.buffer) }));
  console.log(JSON.stringify(found));
} else {
  console.log(JSON.stringify(Object.fromEntries(asked.map((path) => {
    const bytes = fs.readFileSync(path);
    return [path, { faults: judged(bytes), layers: read(bytes) }];
  }))));
}
