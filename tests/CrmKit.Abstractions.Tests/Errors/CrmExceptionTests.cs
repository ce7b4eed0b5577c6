namespace CrmKit.Errors;

public sealed class CrmExceptionTests
{
    [Fact]
    public void An_exception_carries_every_failure_and_names_them_in_its_message()
    {
        var refused = new CrmValidationException([new CrmError("field.required", "Name is empty."), new CrmError("field.range", "Score is 101.")]);
        Assert.Equal("field.required", refused.Error.Code);
        Assert.Equal(2, refused.Errors.Count);
        Assert.Contains("Name is empty.", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Score is 101.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_without_a_failure_cannot_be() => Assert.Throws<ArgumentOutOfRangeException>(() => new CrmRuleException([]));

    [Fact]
    public void A_reference_reads_as_type_and_id()
    {
        var id = Guid.CreateVersion7();
        Assert.Equal($"lead/{id}", new RecordRef("lead", id).ToString());
    }
}
