"""Work of the worker for its own sake: jobs of a dead worker are given to another, done ones forgotten.

Every app keeps its jobs in its own ``tasks`` module; procrastinate finds them by that name.
"""

from __future__ import annotations

from procrastinate import JobContext, builtin_tasks
from procrastinate.contrib.django import app

KEEP_DONE_H = 72


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="retry stalled jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Every five minutes: a job whose worker has stopped giving signs of life is run anew."""
    for job in await context.app.job_manager.get_stalled_jobs():
        await context.app.job_manager.retry_job(job)


@app.periodic(cron="40 2 * * *")
@app.task(queueing_lock="forget done jobs", pass_context=True)
async def forget_done_jobs(context: JobContext, timestamp: int) -> None:
    """Every night: jobs that succeeded three days ago are removed; failed ones stay to be looked at."""
    await builtin_tasks.remove_old_jobs(context, max_hours=KEEP_DONE_H)
