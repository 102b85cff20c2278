"""Opens a Zarr folder of draws as ArviZ does, group by group with xarray, and compares it with the same draws as JSON.

usage: draws-zarr.py FOLDER DRAWS.json
"""
import json
import sys

import numpy as np
import xarray as xr
import zarr

folder, expected_path = sys.argv[1:]
with open(expected_path, encoding="utf-8") as file:
    expected = json.load(file)
coords, dims = expected.pop("coords"), expected.pop("dims")

store = zarr.open_group(folder, mode="r")
groups = sorted(name for name, _ in store.groups())
assert groups == sorted(expected), (groups, sorted(expected))
assert sorted(name for name, _ in zarr.open_consolidated(folder, mode="r").groups()) == groups

variables = 0
for group in groups:
    data = xr.open_zarr(folder, group=group, consolidated=True)
    xr.testing.assert_identical(data, xr.open_zarr(folder, group=group, consolidated=False))
    assert sorted(data.data_vars) == sorted(expected[group]), (group, list(data.data_vars))
    assert data.attrs["inference_library"] == "Credence", data.attrs
    for name, values in expected[group].items():
        array = data[name]
        wanted = np.asarray(values)
        if wanted.dtype.kind == "U":  # numbers that are not finite are words in JSON
            wanted = np.asarray(values, dtype=float)
        names = ([] if group == "observed_data" else ["chain", "draw"]) + dims.get(name, [])
        assert list(array.dims) == names, (group, name, array.dims, names)
        assert array.shape == wanted.shape, (group, name, array.shape, wanted.shape)
        assert array.dtype.kind == wanted.dtype.kind, (group, name, array.dtype)
        np.testing.assert_array_equal(array.values, wanted)
        for dim in array.dims:
            labels = coords.get(dim, list(range(array.sizes[dim])))
            assert list(array[dim].values) == labels, (group, name, dim, array[dim].values)
        variables += 1
print(f"{variables} variables in {len(groups)} groups agree")
