#!/usr/bin/env bash
# Lin's regression with HC2 errors, 20 covariates, one million rows: the tool as a whole process over Parquet, the analysis alone in a warm
# process over the same file, and estimatr::lm_lin on the same rows in memory. Least seconds of several runs; estimates must agree.
# Needs R with estimatr and data.table (Debian: r-cran-estimatr, r-cran-data.table). Usage: benchmarks/peers/lin.sh [RUNS [ROWS]]
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
runs=${1:-4} rows=${2:-1000000}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
dotnet publish src/Credence.Cli -c Release -p:PublishReadyToRun=true "-p:NuGetLockFilePath=$out/\$(MSBuildProjectName).lock.json" -o "$out/tool" >/dev/null
dotnet build benchmarks/Credence.LinTimings -c Release --verbosity quiet
timings() { dotnet run --no-build -c Release --project benchmarks/Credence.LinTimings -- "$@"; }
timings write "$out" "$rows"
covariates=$(printf -- '--covariate x%s ' $(seq 20))
for _ in $(seq "$runs"); do
    start=$(date +%s%N)
    # shellcheck disable=SC2086
    "$out/tool/credence" analyze "$out/lin.parquet" --variant treated --control 0 --metric y --adjust lin $covariates --robust hc2 --format json >"$out/answer.json"
    echo $((($(date +%s%N) - start) / 1000000)) >>"$out/tool.ms"
done
timings time "$out" >"$out/engine"
Rscript benchmarks/peers/lin.R "$out/lin.csv" "$runs" >"$out/peer"
paste "$out/engine" "$out/peer" | awk -F'\t' -v tool="$(sort -n "$out/tool.ms" | head -1)" '
    function off(a, b) { return (a > b ? a - b : b - a) / (b > 0 ? b : -b) }
    {
        printf "whole process %.2f s, analysis alone %.2f s, estimatr %s %.2f s: %.1f and %.1f times\n", tool / 1000, $1, $7, $4, $4 * 1000 / tool, $4 / $1
        printf "estimate %s, error %s; off by %.1e and %.1e of the peer'"'"'s\n", $2, $3, off($2, $5), off($3, $6)
        exit !(off($2, $5) < 1e-8 && off($3, $6) < 1e-8)
    }'
