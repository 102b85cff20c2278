#!/usr/bin/env bash
# A structural model of 12 variables on 263 rows, and a factor model of 9 variables by full information with 15% of the cells missing: whole calls with
# standard errors and measures of fit, here and in lavaan, in milliseconds of process time. The chi-squares must agree.
# Needs R with lavaan (Debian: r-cran-lavaan). Usage: benchmarks/peers/sem.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
dotnet build benchmarks/Credence.SemTimings -c Release --verbosity quiet
timings() { dotnet run --no-build -c Release --project benchmarks/Credence.SemTimings -- "$@"; }
timings write "$out"
timings time "$out" >"$out/ours"
Rscript benchmarks/peers/sem.R "$out" >"$out/peer"
paste "$out/ours" "$out/peer" | awk -F'\t' '
    {
        printf "%s (%d patterns): %.3f ms against %.1f ms, %.0f times; chi-square %s against %s\n", $1, $5, $2, $7, $7 / $2, $3, $8
        off = ($3 - $8) / $8
        bad += off > 1e-5 || off < -1e-5
    }
    END { exit bad > 0 }'
