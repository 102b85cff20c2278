// Eight schools, not centred.
data { int J; vector[J] y; vector<lower=0>[J] se; }
parameters { vector[J] theta_trans; real mu; real<lower=0> tau; }
transformed parameters { vector[J] theta = mu + tau * theta_trans; }
model { theta_trans ~ std_normal(); mu ~ normal(0, 5); tau ~ cauchy(0, 5); y ~ normal(theta, se); }
