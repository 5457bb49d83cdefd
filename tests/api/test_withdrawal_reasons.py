"""Why an edition was withdrawn is free text: of a restricted layer it is told to whom the layer is shown."""

from layers.stores.files import FilesStore
from zoning.desk import Desk, Limits

REASON = "某村东侧图形有误"


def test_the_reason_of_a_withdrawal_is_told_to_whom_the_layer_is_shown(
    definitions, tmp_path, fill_store, key_for, serve
):
    store = FilesStore(tmp_path / "store")
    fill_store(store, definitions)
    desk = Desk(store, definitions, Limits())
    people = {name: key_for(desk, role) for name, role in (("a", "steward"), ("rev", "reviewer"), ("vi", "viewer"))}
    edition = next(one for one in store.editions() if one.head.layer == "ecological_red_line")
    place = f"/layers/ecological_red_line/editions/{edition.head.region}/{edition.number}"
    with serve(desk) as client:
        done = client.post(f"{place}/withdrawal", headers=people["a"], json={"reason": REASON})
        assert done.status_code < 300, done.text

        def told(header):
            return [step["reason"] for step in client.get(place, headers=header).json()["history"]]

        assert told(people["a"])[-1] == told(people["rev"])[-1] == REASON
        for header in (people["vi"], {}):
            steps = client.get(place, headers=header).json()["history"]
            assert [step["step"] for step in steps][-1:] == ["withdrawal"] and set(told(header)) == {None}
