namespace CrmKit.Segments;

/// <summary>The rows in which changed records wait to be looked at again.</summary>
internal static class SegmentQueue
{
    public static IEnumerable<SegmentChange> Changes(string tenant, string type, string? fields, IEnumerable<Guid> records, int depth, Guid? segment = null) =>
        records.Distinct().Chunk(SegmentEvaluation.Chunk).Select(some => new SegmentChange
        {
            TenantId = tenant,
            RecordType = type,
            Fields = fields,
            SegmentId = segment,
            Records = string.Join(',', some),
            Count = some.Length,
            Depth = depth,
        });

    public static IEnumerable<Guid> Records(SegmentChange change) => change.Records.Split(',').Select(Guid.Parse);
}
