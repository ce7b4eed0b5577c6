namespace CrmKit.Lifecycles;

internal static class LifecycleErrors
{
    public static CrmError Type(string type) => new("lifecycle.type", $"Records of type '{type}' buy nothing. Ask for accounts or contacts.");

    public static CrmError BatchSize(int count, int most) => new("lifecycle.batch-size", $"The figures of {count} records were asked for at once; up to {most} are allowed. Ask for fewer.");
}
