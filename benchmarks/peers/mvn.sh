#!/usr/bin/env bash
# The multivariate normal by maximum likelihood from 5,000 rows of 12 columns with 20% of the cells missing, with standard errors from the
# observed information: the fit in a warm process, the tool as a whole process over CSV, and lavaan's full information maximum likelihood of the
# saturated model on the same rows in memory. Least seconds of several runs; log likelihood, estimates and standard errors must agree.
# Needs R with lavaan (Debian: r-cran-lavaan). Usage: benchmarks/peers/mvn.sh [RUNS [ROWS [MISSING]]]
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
runs=${1:-3} rows=${2:-5000} missing=${3:-0.2}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
dotnet publish src/Credence.Cli -c Release -p:PublishReadyToRun=true "-p:NuGetLockFilePath=$out/\$(MSBuildProjectName).lock.json" -o "$out/tool" >/dev/null
dotnet build benchmarks/Credence.MvnTimings -c Release --verbosity quiet
"$out/tool/credence" simulate job-satisfaction --rows "$rows" --missing "$missing" --output "$out/rows.csv" >/dev/null 2>&1
columns=$(head -1 "$out/rows.csv")
for _ in $(seq "$runs"); do
    start=$(date +%s%N)
    "$out/tool/credence" mvn "$out/rows.csv" --columns "$columns" --format json >"$out/answer.json"
    echo $((($(date +%s%N) - start) / 1000000)) >>"$out/tool.ms"
done
dotnet run --no-build -c Release --project benchmarks/Credence.MvnTimings -- "$out/rows.csv" 20 >"$out/own"
Rscript benchmarks/peers/mvn.R "$out/rows.csv" "$runs" >"$out/peer"
paste "$out/own" "$out/peer" | awk -F'\t' -v tool="$(sort -n "$out/tool.ms" | head -1)" '
    function off(a, b) { return (a > b ? a - b : b - a) }
    {
        half = (NF - 8) / 2
        for (i = 1; i <= half; i++) {
            gap = off($(5 + i), $(8 + half + i))
            if (gap > worst[i % 2]) worst[i % 2] = gap
        }
        peer = $(6 + half)
        printf "%d patterns, %d iterations: %.4f s (first run %.3f s, whole process %.2f s); lavaan %s %.2f s: %.0f times (whole process %.1f)\n", $3, $4, $1, $2, tool / 1000, $(7 + half), peer, peer / $1, peer * 1000 / tool
        printf "log likelihood %s, off by %.1e; estimates off by at most %.1e, standard errors by %.1e\n", $5, off($5, $(8 + half)), worst[1], worst[0]
        exit !(off($5, $(8 + half)) < 1e-4 && worst[1] < 1e-4 && worst[0] < 1e-4)
    }'
