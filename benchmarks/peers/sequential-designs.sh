#!/usr/bin/env bash
# Time of the same group-sequential designs here and in rpact, in turn on this machine, and how time grows with looks.
# Needs R with rpact (Debian: r-cran-rpact). Usage: benchmarks/peers/sequential-designs.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
dotnet build benchmarks/Credence.DesignTimings -c Release --verbosity quiet
Rscript benchmarks/peers/sequential-designs.R >"$out/peer"
dotnet run --no-build -c Release --project benchmarks/Credence.DesignTimings >"$out/here"
printf 'design\there ms\trpact ms\tratio\n'
awk -F'\t' 'NR == FNR { peer[$1] = $2; next } $1 in peer { printf "%s\t%s\t%s\t%.0f\n", $1, $2, peer[$1], peer[$1] / $2 }' "$out/peer" "$out/here"
printf '\ndesign\t20 looks ms\t200 looks ms\tratio\n'
awk -F'\t' '$1 ~ /-20$/ { sub(/-20$/, "", $1); few[$1] = $2 } $1 ~ /-200$/ { sub(/-200$/, "", $1); printf "%s\t%s\t%s\t%.1f\n", $1, few[$1], $2, $2 / few[$1] }' "$out/here"
printf '\nrpact %s\n' "$(awk -F'\t' '$1 == "rpact" { print $2 }' "$out/peer")"
