"""The binary files of this corpus, made when they are asked for: workbooks, drawings, shapefiles, geodatabases.

Positions are made up, in the counties of the demonstration. `SITE` is a real-looking parcel east of Taizhou whose
corners other formats of the corpus share.
"""

from __future__ import annotations

import datetime
import io
import struct
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import ezdxf
import numpy as np
import openpyxl
import pyogrio
import shapely

Rows = Sequence[Sequence[object]]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what files of Office 97 to 2003 begin with
HEAD = ["点号", "X(m)", "Y(m)"]
SITE = [
    ["J1", 3165737.328, 40636943.771],
    ["J2", 3165739.619, 40637139.426],
    ["J3", 3165961.313, 40637136.828],
    ["J4", 3165959.023, 40636941.177],
]
# the same in degrees, and in another county
DEGREES = [
    ["1", 121.399991, 28.599996],
    ["2", 121.401992, 28.599997],
    ["3", 121.401991, 28.601998],
    ["4", 121.399990, 28.601997],
]
EAST, NORTH = 40568700.0, 3098000.0
SQUARE = [(EAST, NORTH), (EAST + 200, NORTH), (EAST + 200, NORTH + 150), (EAST, NORTH + 150)]
BOX = shapely.Polygon(SQUARE)
OTHER = shapely.Polygon([(x + 1000, y) for x, y in SQUARE])


def moved(rows: Rows, north: float, names: Sequence[str] | None = None) -> list[list[object]]:
    """Corners moved north by so many metres, under other names if given."""
    out = [[name, float(str(x)) + north, y] for name, x, y in rows]
    return [[other, *row[1:]] for other, row in zip(names, out, strict=True)] if names else out


def book(
    sheets: Mapping[str, Rows] | Rows, merged: Iterable[str] = (), change: Callable[[openpyxl.Workbook], None] = id
) -> bytes:
    """A workbook of sheets of rows, ranges of the first merged, changed at will before it is saved."""
    named = sheets if isinstance(sheets, Mapping) else {"Sheet1": sheets}
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in named.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    for cells in merged:
        made.worksheets[0].merge_cells(cells)
    change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def packed(members: Mapping[str, bytes]) -> bytes:
    """A zip of members by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def rewritten(archive: bytes, member: str, change: Callable[[bytes], bytes]) -> bytes:
    """A zip with one member changed."""
    with zipfile.ZipFile(io.BytesIO(archive)) as old:
        return packed({name: change(old.read(name)) if name == member else old.read(name) for name in old.namelist()})


def as_gbk_names(members: Mapping[str, bytes]) -> bytes:
    """A zip as old Windows tools write it: names in GBK, no flag that says so."""

    class Info(zipfile.ZipInfo):
        def _encodeFilenameFlags(self) -> tuple[bytes, int]:
            return self.filename.encode("gbk"), 0

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(Info(name), content)
    return out.getvalue()


def lying(archive: bytes, size: int) -> bytes:
    """A zip whose directory says that each member unpacks to so many bytes."""
    data = bytearray(archive)
    start = data.find(b"PK\x01\x02")
    while start >= 0:
        data[start + 24 : start + 28] = struct.pack("<I", size)
        start = data.find(b"PK\x01\x02", start + 4)
    return bytes(data)


def written(path: Path, layers: Mapping[str, Sequence[object]], crs: str | None, **options: object) -> None:
    """A file of GDAL with layers of polygons."""
    fields = options.pop("fields", ["名称"])
    kind = options.pop("geometry_type", "Polygon")
    for number, (layer, shapes) in enumerate(layers.items()):
        wkb = np.array([shapely.to_wkb(shape) for shape in shapes], dtype=object)
        columns = [np.array(["甲"] * len(shapes), dtype=object) for _ in fields]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that names of fields are cut is the point
            pyogrio.raw.write(
                path, wkb, columns, list(fields), geometry_type=kind, crs=crs, layer=layer, append=number > 0, **options
            )


def shapefile(
    stem: str = "红线", shapes: Sequence[object] = (BOX,), crs: str | None = "EPSG:4528", *, encoding: str = "gbk",
    without: Sequence[str] = ("cpg",), fields: Sequence[str] = ("名称",),
) -> dict[str, bytes]:  # fmt: skip
    """The parts of a shapefile by name."""
    with tempfile.TemporaryDirectory() as scratch:
        written(Path(scratch) / f"{stem}.shp", {stem: shapes}, crs, encoding=encoding, fields=fields)
        return {p.name: p.read_bytes() for p in sorted(Path(scratch).iterdir()) if p.suffix[1:] not in without}


def geodatabase(layers: Mapping[str, Sequence[object]], folder: str = "成果/site.gdb") -> dict[str, bytes]:
    """The files of a geodatabase by name."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "site.gdb"
        written(path, layers, "EPSG:4528", driver="OpenFileGDB", geometry_type="MultiPolygon")
        return {f"{folder}/{file.name}": file.read_bytes() for file in sorted(path.iterdir())}


def geopackage(layers: Mapping[str, Sequence[object]]) -> bytes:
    """A GeoPackage."""
    with tempfile.TemporaryDirectory() as scratch:
        written(Path(scratch) / "site.gpkg", layers, "EPSG:4490")
        return (Path(scratch) / "site.gpkg").read_bytes()


def title(made: Any) -> None:
    """The words of a title block of old."""
    made.modelspace().add_text("1980西安坐标系", dxfattribs={"insert": (EAST, NORTH)})


def drawing(draw: Callable[[ezdxf.document.Drawing], object], version: str = "R2010", unit: int = 6) -> bytes:
    """A DXF; before 2007 its text is GBK, as domestic software writes it."""
    made = ezdxf.new(version, units=0 if version == "R12" else unit)
    draw(made)
    out = io.StringIO()
    made.write(out)
    return out.getvalue().encode("utf-8" if made.dxfversion >= "AC1021" else "gbk")


def outline(layer: str = "红线", points: Sequence[tuple[float, ...]] = tuple(SQUARE), **options: object):
    """Draws a closed polyline on a layer."""
    options.setdefault("close", True)
    return lambda made: made.modelspace().add_lwpolyline(points, dxfattribs={"layer": layer}, **options)


def all_of(*draws: Callable[[ezdxf.document.Drawing], object]) -> Callable[[ezdxf.document.Drawing], None]:
    """Draws one after the other."""

    def draw(made: ezdxf.document.Drawing) -> None:
        for one in draws:
            one(made)

    return draw


def chain(made: ezdxf.document.Drawing) -> None:
    """A stadium of lines and arcs, open by two millimetres, its pieces in no order."""
    space = made.modelspace()
    look = {"layer": "用地红线"}
    x, y = EAST, NORTH
    space.add_line((x, y), (x + 100, y), dxfattribs=look)
    space.add_arc((x, y + 50), 50, 90, 270, dxfattribs=look)
    space.add_line((x + 100.002, y + 100), (x, y + 100), dxfattribs=look)
    space.add_arc((x + 100, y + 50), 50, -90, 90, dxfattribs=look)


def blocks(made: ezdxf.document.Drawing) -> None:
    """A parcel drawn in a block that is turned and enlarged; a well in another."""
    parcel = made.blocks.new("宗地")
    parcel.add_lwpolyline([(0, 0), (20, 0), (20, 10), (0, 10)], close=True)
    nested = made.blocks.new("外套")
    nested.add_blockref("宗地", (0, 0))
    made.modelspace().add_blockref(
        "外套", (EAST, NORTH), dxfattribs={"layer": "宗地界", "rotation": 30, "xscale": 5, "yscale": 5}
    )
    made.modelspace().add_circle((EAST + 500, NORTH), 2, dxfattribs={"layer": "井"})


def binary(made: ezdxf.document.Drawing) -> bytes:
    """A DXF in the binary form."""
    with tempfile.TemporaryDirectory() as scratch:
        made.saveas(Path(scratch) / "a.dxf", fmt="bin")
        return (Path(scratch) / "a.dxf").read_bytes()


def _binary_square() -> bytes:
    made = ezdxf.new("R2010", units=6)
    outline()(made)
    return binary(made)


def _hide_row(made: openpyxl.Workbook) -> None:
    made.worksheets[0].row_dimensions[3].hidden = True


def _hide_sheet(made: openpyxl.Workbook) -> None:
    made.worksheets[1].sheet_state = "hidden"


def _with_results(data: bytes) -> bytes:
    """The value of each formula that was left without."""
    return data.replace(b"<f>3165737.328</f><v></v>", b"<f>3165737.328</f><v>3165737.328</v>").replace(
        b"<f>3165737.328</f><v />", b"<f>3165737.328</f><v>3165737.328</v>"
    )


def _bomb(data: bytes) -> bytes:
    entities = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 9))
    return data.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a0 "lol">' + entities + b"]><worksheet", 1)


def files() -> dict[str, bytes]:
    """Name below this folder → bytes."""
    return {f"good/{name}": data for name, data in _good().items()} | {
        f"bad/{name}": data for name, data in _bad().items()
    }


def _good() -> dict[str, bytes]:
    return _good_tables() | _good_text_tables() | _good_drawings() | _good_geodata()


def _good_tables() -> dict[str, bytes]:
    left, right = SITE[:2], [["J3", *SITE[2][1:]], ["J4", *SITE[3][1:]]]
    other = moved(SITE, 500)
    hole = [["K1", 3165800.0, 40637000.0], ["K2", 3165850.0, 40637000.0], ["K3", 3165850.0, 40637050.0]]
    return {
        "界址点成果表.xlsx": book(
            [["界址点坐标成果表", None, None], ["面积：4.338公顷"], HEAD, *SITE, SITE[0],
             ["制表：张三", None, "2026-11-01"]],
            ["A1:C1"],
        ),
        "合并表头.xlsx": book(
            [
                ["XX项目界址点坐标表（2000国家大地坐标系，3度带，中央子午线120°）", None, None],
                ["点号", "坐标", None],
                [None, "X", "Y"],
                *[[name, x, float(str(y)) - 40e6] for name, x, y in SITE],
                ["合计面积", "4.3380公顷"],
            ],
            ["A1:C1", "A2:A3", "B2:C2"],
        ),
        "并排续号.xlsx": book([[*HEAD, *HEAD], *[a + b for a, b in zip(left, right, strict=True)]]),
        "并排两块.xlsx": book([[*HEAD, None, *HEAD], *[[*a, None, *b] for a, b in zip(SITE, other, strict=True)]]),
        "上下两块.xlsx": book(
            [["地块：甲"], ["面积（公顷）", 4.338], HEAD, *SITE, [],
             ["地块：乙"], ["面积（公顷）", 4.338], HEAD, *other]
        ),
        "分页续表.xlsx": book([HEAD, *SITE[:2], [], ["续表"], HEAD, *SITE[2:]]),
        "两张工作表.xlsx": book({"东区": [HEAD, *SITE], "西区": [HEAD, *other], "说明": [["本表由测绘单位提供"]]}),
        "选工作表.xlsx": book({"平面": [HEAD, *SITE], "经纬度": [["点号", "经度", "纬度"], *DEGREES]}),
        "地块圈号.xlsx": book(
            [
                ["地块名称", "圈号", *HEAD, "面积(公顷)"],
                *[["甲", 1, *row, 4.213] for row in SITE],
                *[["甲", 2, *row, None] for row in hole],
                *[["乙", 1, *row, None] for row in other],
            ]
        ),
        "合并地块.xlsx": book(
            [["地块", *HEAD], ["甲", *SITE[0]], *[[None, *row] for row in SITE[1:]], ["乙", *other[0]],
             *[[None, *row] for row in other[1:]]], ["A2:A5", "A6:A9"],
        ),
        "度分秒.xlsx": book(
            [["拐点", "东经", "北纬"], ["1", "121°23′59.97″", "28°35′59.99″"], ["2", "121°24'07.17\"", "28°35'59.99\""],
             ["3", "121度24分07.17秒", "28度36分07.19秒"], ["4", "E121.23.59.97", "N28.36.07.19"]]
        ),
        "度分秒分列.xlsx": book(
            [["点号", "经度", None, None, "纬度", None, None], [None, "度", "分", "秒", "度", "分", "秒"],
             ["1", 121, 23, 59.97, 28, 35, 59.99], ["2", 121, 24, 7.17, 28, 35, 59.99],
             ["3", 121, 24, 7.17, 28, 36, 7.19]],
            ["A1:A2", "B1:D1", "E1:G1"],
        ),
        "度分秒连写.xlsx": book(
            [["点号", "经度(ddd.mmss)", "纬度(dd.mmss)"], ["1", 121.235997, 28.355999], ["2", 121.240717, 28.355999],
             ["3", 121.240717, 28.360719]]
        ),
        "文本数字.xlsx": book(
            [HEAD, ["J1", "3,165,737.328", "４０６３６９４３．７７１"], ["J2", " 3165739.619 米", "'40637139.426"],
             ["J3", "3 165 961.313", "40637136.828m"], ["J4", "3165959.023", "40636941.177"]]
        ),
        "列次序颠倒.xlsx": book([HEAD, *[[name, y, x] for name, x, y in SITE]]),
        "横纵坐标.xlsx": book([["序号", "横坐标", "纵坐标"], *[[n, y, x] for n, (_, x, y) in enumerate(SITE, 1)]]),
        "隐藏行.xlsx": book([HEAD, *SITE], change=_hide_row),
        "隐藏表.xlsx": book({"现": [HEAD, *SITE], "旧": [HEAD, *other]}, change=_hide_sheet),
        "无表头.xlsx": book(SITE),
        "里程.xlsx": book(
            [["桩号", "X坐标", "Y坐标"], *[[f"K0+{n * 100:03d}", x, y] for n, (_, x, y) in enumerate(SITE)]]
        ),
        "排放口.xlsx": book(
            [["序号", "名称", "经度", "纬度"], [1, "雨水口", *DEGREES[0][1:]], [2, "污水口", *DEGREES[1][1:]]]
        ),
        "图形列.xlsx": book([["点号", "X", "Y", "图形"], *[[*row, "线"] for row in SITE[:2]]]),
        "经纬度一列.xlsx": book([["点号", "坐标"], *[[name, f"{lon},{lat}"] for name, lon, lat in DEGREES]]),
        "XY写经纬度.xlsx": book([["点号", "X", "Y"], *DEGREES]),
        "公式有值.xlsx": rewritten(
            book([HEAD, ["J1", "=3165737.328", SITE[0][2]], *SITE[1:]]), "xl/worksheets/sheet1.xml", _with_results
        ),
        "缺带号.xlsx": book([HEAD, *[[name, x, float(str(y)) - 40e6] for name, x, y in SITE]]),
        "火星坐标.xlsx": book([["高德坐标（GCJ-02）"], ["点号", "经度", "纬度"], *DEGREES]),
        "亩数.xlsx": book([["用地面积 65.07 亩"], HEAD, *SITE]),
        "面积错十倍.xlsx": book([["用地面积 0.4338 公顷"], HEAD, *SITE]),
        "面积无单位.xlsx": book([["用地面积 4.338"], HEAD, *SITE]),
        "新旧坐标.xlsx": book(
            [["点号", "1980西安坐标", None, "2000国家大地坐标", None], [None, "X", "Y", "X", "Y"],
             *[[name, x + 3.0, y - 117.0, x, y] for name, x, y in SITE]], ["A1:A2", "B1:C1", "D1:E1"],
        ),
        "表末空号.xlsx": book([HEAD, *SITE, ["J5"], ["J6"]]),
        "压缩的表.zip": packed({"资料/界址点.xlsx": book([HEAD, *SITE]), "资料/说明.txt": "见附表".encode()}),
    }  # fmt: skip


def _good_text_tables() -> dict[str, bytes]:
    rows = [(name, f"{x:.3f}", f"{y:.3f}") for name, x, y in SITE]

    def lines(separator: str) -> str:
        return "\r\n".join([separator.join(HEAD), *(separator.join(row) for row in rows)]) + "\r\n"

    return {
        "国标码.csv": lines(",").encode("gbk"),
        "分号.csv": lines(";").encode("utf-8-sig"),
        "制表符.csv": lines("\t").encode("utf-16"),
        "全角逗号.csv": lines("，").encode(),
        "引号千分位.csv": "点号,X,Y\n".encode()
        + "".join(f'"{name}","{float(x):,.3f}","{y}"\n' for name, x, y in rows).encode(),
    }


def _good_drawings() -> dict[str, bytes]:
    bulged = [(*point, 0.0, 0.0, 0.5 if number == 1 else 0.0) for number, point in enumerate(SQUARE)]
    inner = [(EAST + 50, NORTH + 50), (EAST + 100, NORTH + 50), (EAST + 100, NORTH + 100)]
    return {
        "红线.dxf": drawing(outline()),
        "圆弧.dxf": drawing(outline(points=bulged)),
        "线弧相接.dxf": drawing(chain),
        "未闭合三毫米.dxf": drawing(outline(points=[*SQUARE, (EAST, NORTH + 0.003)], close=False)),
        "毫米.dxf": drawing(outline(points=[(1000 * x, 1000 * y) for x, y in SQUARE]), unit=4),
        "单位写错.dxf": drawing(outline(), unit=4),
        "图块.dxf": drawing(blocks),
        "国标码老版本.dxf": drawing(
            lambda made: made.modelspace().add_polyline2d(SQUARE, close=True, dxfattribs={"layer": "用地红线"}), "R12"
        ),
        "选图层.dxf": drawing(
            all_of(outline("一期"), outline("二期", [(x + 300, y) for x, y in SQUARE]), outline("路"))
        ),
        "线路.dxf": drawing(outline("管线", close=False)),
        "圆.dxf": drawing(lambda made: made.modelspace().add_circle(SQUARE[0], 50, dxfattribs={"layer": "保护圈"})),
        "套着的轮廓.dxf": drawing(all_of(outline(), outline(points=inner), title)),
        "XY颠倒.dxf": drawing(outline(points=[(y, x) for x, y in SQUARE])),
        "缺带号.dxf": drawing(outline(points=[(x - 40e6, y) for x, y in SQUARE])),
        "二进制.dxf": _binary_square(),
    }


def _good_geodata() -> dict[str, bytes]:
    one, two = shapefile("红线"), shapefile("水源", [OTHER])
    return {
        "国标码文件名.zip": as_gbk_names({f"成果/甲/{name}": data for name, data in one.items()}),
        "两套选一.zip": packed(one | two),
        "套一层.zip": packed({"shp.zip": packed(one), "说明.txt": "见压缩包".encode()}),
        "字段名截断.zip": packed(shapefile(fields=["地块编号名称", "ID项目用地性质"])),
        "字段名半个字.zip": packed(shapefile(fields=["地块编号"], encoding="utf-8")),
        "带编码.zip": packed(shapefile(encoding="utf-8", without=())),
        "缺坐标系.zip": packed(shapefile(without=("cpg", "prj"))),
        "另有表格.zip": packed(one | {"界址点.xlsx": book([HEAD, *SITE])}),
        "文件库.gdb.zip": packed(geodatabase({"红线": [BOX, OTHER]})),
        "文件库选层.gdb.zip": packed(geodatabase({"红线": [BOX], "水源": [OTHER]})),
        "散开的文件库.zip": packed(
            {name.rpartition("/")[2]: data for name, data in geodatabase({"红线": [BOX]}).items()}
        ),
        "两层.gpkg": geopackage(
            {"红线": [shapely.box(120.7, 28.0, 120.71, 28.01)], "水源": [shapely.box(121, 28, 121.1, 28.1)]}
        ),
    }  # fmt: skip


def _bad() -> dict[str, bytes]:
    return _bad_tables() | _bad_drawings() | _bad_archives()


def _bad_tables() -> dict[str, bytes]:
    def first(x: object, y: object = SITE[0][2]) -> bytes:
        return book([HEAD, ["J1", x, y], *SITE[1:]])

    six = [[name, x, float(str(y)) - 40e6] for name, x, y in SITE]
    nameless = [["X", "Y"], *[row[1:] for row in SITE[:3]]]
    good = book([HEAD, *SITE])
    return {
        "日期.xlsx": first(datetime.date(2026, 1, 2)),
        "逻辑值.xlsx": first(True),
        "公式无值.xlsx": first("=A1*2"),
        "公式出错.xlsx": first("#REF!"),
        "空单元格.xlsx": first(None),
        "文字.xlsx": first("待测"),
        "小数逗号.xlsx": first("3165737,328"),
        "一行颠倒.xlsx": book([HEAD, *SITE[:2], ["J3", SITE[2][2], SITE[2][1]], SITE[3]]),
        "一行是度.xlsx": book([HEAD, *SITE[:3], ["J4", 28.6019971, 121.3999903]]),
        "两表单位不同.xlsx": book({"平面": [HEAD, *SITE], "经纬度": [["点号", "经度", "纬度"], *DEGREES]}),
        "没有坐标.xlsx": book([["企业名称", "电话"], ["某厂", "0577-1234567"]]),
        "只有两点.xlsx": book([HEAD, *SITE[:2]]),
        "无名并排.xlsx": book([["X", "Y", None, "X", "Y"], *[[*row[1:], None, *row[1:]] for row in SITE]]),
        "无名上下.xlsx": book([*nameless, [], *nameless]),
        "西安八零.xlsx": book([["1980西安坐标系"], HEAD, *SITE]),
        "地方中央经线.xlsx": book([["中央子午线120°40′"], HEAD, *six]),
        "独立坐标.xlsx": book([["温州市城市坐标系"], HEAD, *six]),
        "两种坐标系.xlsx": book([["由1980西安坐标系转换为2000国家大地坐标系"], HEAD, *SITE]),
        "带号矛盾.xlsx": book([["带号39，中央子午线120°"], HEAD, *six]),
        "带号与坐标矛盾.xlsx": book([["3度带第39带"], HEAD, *SITE]),
        "缺带号.xlsx": book([HEAD, *six]),
        "度分秒或十进制.xlsx": book(
            [["点号", "经度", "纬度"], [1, 121.2359, 28.3559], [2, 121.2406, 28.3559], [3, 121.2406, 28.3606]]
        ),
        "秒满六十.xlsx": book(
            [["点号", "经度", "纬度"], [1, "121°23′60″", "28°35′59″"], [2, "121°24′07″", "28°35′59″"]]
        ),
        "中间缺坐标.xlsx": book([HEAD, *SITE[:2], ["J3"], SITE[3]]),
        "两组坐标.xlsx": book([["点号", "甲方", None, "乙方", None], [None, "X", "Y", "X", "Y"],
                           *[[*row, *row[1:]] for row in SITE]], ["A1:A2", "B1:C1", "D1:E1"]),
        "没有的工作表.xlsx": good,
        "截断.xlsx": good[: len(good) // 2],
        "实体.xlsx": rewritten(good, "xl/worksheets/sheet1.xml", _bomb),
        "谎报大小.xlsx": lying(good, 900_000_000),
        "有密码.xlsx": OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(496),
        "文档.doc": OLE + bytes(1528),
        "文字.csv": "点号,X,Y\nJ1,3165737.328,40636943.771\nJ2,不详,40637139.426\n".encode("gbk"),
        "缺一列.csv": "点号,经度,纬度\n1,121.399991,28.599996\n2,121.401992\n3,121.401991,28.601998\n".encode(),
        "纬度超限.csv": "点号,经度,纬度\n1,121.39999,98.59999\n2,121.40199,98.59999\n3,121.40199,98.60199\n".encode(),
        "只有表头.csv": "点号,X,Y\n".encode(),
    }  # fmt: skip


def _bad_drawings() -> dict[str, bytes]:
    square = drawing(outline())
    return {
        "图纸.dwg": b"AC1032" + bytes(200),
        "两层都闭合.dxf": drawing(all_of(outline("一期"), outline("二期", [(x + 300, y) for x, y in SQUARE]))),
        "两层都像.dxf": drawing(all_of(outline("道路红线"), outline("用地红线", [(x + 300, y) for x, y in SQUARE]))),
        "相对坐标.dxf": drawing(outline(points=[(x - EAST, y - NORTH) for x, y in SQUARE])),
        "图廓写西安80.dxf": drawing(all_of(outline(), title)),
        "空图.dxf": drawing(lambda made: None),
        "只有文字.dxf": drawing(lambda made: made.modelspace().add_text("红线图")),
        "没有的图层.dxf": square,
        "截断.dxf": square[:3000],
        "缺带号.dxf": drawing(outline(points=[(x - 40e6, y) for x, y in SQUARE])),
    }


def _bad_archives() -> dict[str, bytes]:
    one, two = shapefile("红线"), shapefile("水源", [OTHER])
    database = geodatabase({"红线": [BOX]})
    return {
        "缺索引.zip": packed(shapefile(without=("shx",))),
        "缺属性表.zip": packed(shapefile(without=("dbf",))),
        "缺坐标系.zip": packed(shapefile(without=("prj",))),
        "坐标系是三十九带.zip": packed(shapefile(crs="EPSG:4527")),
        "坐标系是度.zip": packed(shapefile(crs="EPSG:4490")),
        "坐标系无带号.zip": packed(shapefile(crs="EPSG:4549")),
        "西安八零.zip": packed(shapefile(crs="EPSG:2364")),
        "两套未选.zip": packed(one | two),
        "套两层.zip": packed({"a.zip": packed({"b.zip": packed(one)})}),
        "压缩炸弹.zip": lying(packed({"site.geojson": b"{}" * 1000}), 0xF0000000),
        "套着的炸弹.zip": packed({"a.zip": lying(packed({"site.geojson": b"{}" * 1000}), 0xF0000000)}),
        "图片.zip": packed({"照片.jpg": b"\xff\xd8\xff" + bytes(100)}),
        "指向包外.zip": packed({"../红线.shp": one["红线.shp"]}),
        "缺目录表.gdb.zip": packed({k: v for k, v in database.items() if "a00000001" not in k}),
        "坏表.gdb.zip": packed({k: v[: len(v) // 2] if "a00000001.gdbtable" in k else v for k, v in database.items()}),
        "两个文件库.zip": packed(database | geodatabase({"水源": [OTHER]}, "b.gdb")),
        "两层未选.gdb.zip": packed(geodatabase({"红线": [BOX], "水源": [OTHER]})),
    }  # fmt: skip
