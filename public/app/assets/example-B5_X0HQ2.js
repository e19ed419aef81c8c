const e={name:`Nanga Freight (example)`,title:`Backend engineer, bookings`,experienceLevel:`mid-level`,description:`Backend engineer, bookings
Nanga Freight · Mwanza or remote within two hours of East Africa Time · full time

Nanga Freight carries parcels across the lake: 40 boats, 212 landing places, about 30,000 bookings a day. When a booking goes wrong, a trader stands on a pier with nothing to sell. Your work is that this happens less each month.

What you will do
- Own the booking API together with three others: design it, build it, run it.
- Make retries safe. Phones lose the network in the middle of the lake, so every request comes twice some day.
- Bring down the time of a booking at the Monday peak, when the weekly invoices run against the same tables.
- Move the last three batch jobs from cron to a queue, with a way to look at what failed and send it again.
- Be on call one week in six. You are paid for it, and you may fix what woke you before anything else.

What you bring
- Three years or more with services that other people depend on, in Rust or Go. If you know one of them well, you will learn ours.
- SQL that you can reason about: transactions, isolation, indexes, and reading a query plan. We use PostgreSQL 16.
- Experience with a message queue (we use NATS), and an opinion about when not to use one.
- Tests that you trust enough to deploy on a Friday morning.
- You write down what you decided and why, and you read what others wrote.

Good to have
- Kubernetes from the user's side, Terraform, OpenTelemetry.
- Kiswahili, or the wish to learn it: half of our piers speak nothing else.

How we work
Small changes, reviewed the same day. One planning meeting a week, no estimates in hours. An incident has a written story without names. We hire in three talks: one about your work, one at a whiteboard about a booking that arrived twice, one with the people from the piers.`};export{e as EXAMPLE};