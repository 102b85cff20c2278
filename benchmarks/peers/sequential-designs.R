# Milliseconds that rpact takes for one design: the least of several runs. One line per design: name, tab, milliseconds.
suppressPackageStartupMessages(library(rpact))
least <- function(runs, design) {
    design()
    min(replicate(runs, system.time(design(), gcFirst = FALSE)[["elapsed"]])) * 1000
}
equal <- function(looks) seq_len(looks) / looks
show <- function(name, runs, design) cat(sprintf("%s\t%.1f\n", name, least(runs, design)))
show("obrien-fleming-10", 20, function()
    getDesignGroupSequential(typeOfDesign = "OF", informationRates = equal(10), sided = 1, alpha = 0.025, beta = 0.2))
show("lan-demets-futility-10", 5, function()
    getDesignGroupSequential(typeOfDesign = "asOF", typeBetaSpending = "bsOF", informationRates = equal(10), sided = 1,
        alpha = 0.025, beta = 0.2, bindingFutility = FALSE))
cat(sprintf("rpact\t%s\n", packageVersion("rpact")))
