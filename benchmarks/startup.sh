#!/usr/bin/env bash
# Wall time of the published tool on a 1,200-row file against a bare program that runs the same aggregate, in turn.
# Usage: benchmarks/startup.sh [RUNS]
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-15}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
dotnet publish src/Credence.Cli -c Release -p:PublishReadyToRun=true "-p:NuGetLockFilePath=$out/\$(MSBuildProjectName).lock.json" -o "$out/tool" >/dev/null
dotnet publish benchmarks/Credence.BareQuery -c Release -p:PublishReadyToRun=true "-p:NuGetLockFilePath=$out/\$(MSBuildProjectName).lock.json" -o "$out/bare" >/dev/null
time_ms() { local start end; start=$(date +%s%N); "$@" >/dev/null; end=$(date +%s%N); echo $(((end - start) / 1000)); }
tool() { "$out/tool/credence" analyze samples/ab-sales.csv --variant group --control 0 --metric sales; }
bare() { "$out/bare/Credence.BareQuery" samples/ab-sales.csv; }
tool >/dev/null; bare >/dev/null
for _ in $(seq "$runs"); do
    time_ms tool >>"$out/tool.us"
    time_ms bare >>"$out/bare.us"
done
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2000 }'; }
printf 'tool %.0f ms, bare program %.0f ms, ratio %.2f (medians of %d)\n' \
    "$(median "$out/tool.us")" "$(median "$out/bare.us")" \
    "$(paste "$out/tool.us" "$out/bare.us" | awk '{ print $1 / $2 }' | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }')" "$runs"
