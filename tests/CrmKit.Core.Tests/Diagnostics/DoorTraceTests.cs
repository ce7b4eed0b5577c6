using System.Diagnostics;
using System.Diagnostics.Metrics;
using CrmKit.Conversions;
using CrmKit.Leads;
using CrmKit.Pipelines;
using CrmKit.Records;

namespace CrmKit.Diagnostics;

public sealed class DoorTraceTests
{
    [Fact]
    public async Task Calls_through_the_doors_are_spans_that_nest_and_carry_type_count_and_outcome()
    {
        await using var crm = new TestCrm();
        using var heard = new Ear();
        await using var session = crm.OpenSession();
        var lead = new Lead { Name = "Chen", CompanyName = "Acme" };
        await session.Records.SaveAsync(new ChangeSet().Create(lead));
        await session.Pipelines.MoveAsync([new StageMove(new RecordRef("lead", lead.Id), "qualified")]);
        await session.Conversions.ConvertAsync(new RecordRef("lead", lead.Id));

        var spans = heard.Spans(session.CorrelationId);
        var conversion = spans.Single(s => s.OperationName == "conversions.convert");
        Assert.Equal(("lead", 1, "ok"), (conversion.GetTagItem("crmkit.type"), conversion.GetTagItem("crmkit.records"), conversion.GetTagItem("crmkit.outcome")));
        Assert.Contains(spans, s => s.OperationName == "records.get" && s.ParentSpanId == conversion.SpanId);
        Assert.Contains(spans, s => s.OperationName == "records.save" && (int?)s.GetTagItem("crmkit.records") == 1);
        Assert.Contains(spans, s => s.OperationName == "pipelines.move");
    }

    [Fact]
    public async Task A_refusal_is_a_span_in_error_with_the_code_and_without_the_exception()
    {
        await using var crm = new TestCrm();
        using var heard = new Ear();
        await using var session = crm.OpenSession();
        await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Records.GetAsync(new RecordRef("lead", Guid.NewGuid())));

        var span = Assert.Single(heard.Spans(session.CorrelationId));
        Assert.Equal((ActivityStatusCode.Error, "record.not-found"), (span.Status, span.StatusDescription));
        Assert.Empty(span.Events);
        Assert.All(span.TagObjects, t => Assert.True(t.Value is string or int or null));
    }

    [Fact]
    public async Task Durations_are_a_histogram_by_act_type_and_outcome()
    {
        await using var crm = new TestCrm();
        var measured = new List<(double Seconds, Dictionary<string, object?> Tags)>();
        using var listener = new MeterListener { InstrumentPublished = (i, l) => { if (i is { Meter.Name: "CrmKit", Name: "crmkit.door.duration" }) l.EnableMeasurementEvents(i); } };
        listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) =>
        {
            lock (measured) measured.Add((seconds, tags.ToArray().ToDictionary(t => t.Key, t => t.Value)));
        });
        listener.Start();
        await using var session = crm.OpenSession();
        await session.Records.CountAsync(new Specification<Lead>());

        lock (measured) Assert.Contains(measured, m => m.Seconds >= 0 && m.Tags["act"] is "records.count" && m.Tags["type"] is "lead" && m.Tags["outcome"] is "ok");
    }

    /// <summary>Hears all spans of CrmKit, those of other tests too: look them up by the session's correlation id.</summary>
    private sealed class Ear : IDisposable
    {
        private readonly List<Activity> _stopped = [];
        private readonly ActivityListener _listener;

        public Ear()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = s => s.Name == "CrmKit",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = a => { lock (_stopped) _stopped.Add(a); },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public IReadOnlyList<Activity> Spans(Guid correlation)
        {
            lock (_stopped) return _stopped.FindAll(a => (string?)a.GetTagItem("crmkit.correlation") == correlation.ToString());
        }

        public void Dispose() => _listener.Dispose();
    }
}
